package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Listeners of the MBean server that throw while a pool starts or ends. */
class MBeanListenersTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @RegisterExtension
    final Pools pools = new Pools();

    private final AtomicInteger heard = new AtomicInteger();
    private NotificationListener listener = (notification, handback) -> {};

    private void failOn(String type, String pool) throws JMException {
        listener = (notification, handback) -> {
            if (notification instanceof MBeanServerNotification change
                    && change.getType().equals(type)
                    && change.getMBeanName().toString().contains(pool)) {
                heard.incrementAndGet();
                throw new LinkageError("scripted");
            }
        };
        SERVER.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener, null, null);
    }

    @AfterEach
    void removeListener() throws JMException {
        SERVER.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener);
    }

    private static Set<ObjectName> beans(String pool) throws JMException {
        return SERVER.queryNames(new ObjectName("dev.penstock:*,name=" + pool), null);
    }

    @Test
    void closeEndsPoolIfListenerThrows() throws JMException {
        PenstockDataSource pool = pools.full(2, config -> {
            config.setPoolName("unheard");
            config.setRegisterMbeans(true);
        });
        failOn(MBeanServerNotification.UNREGISTRATION_NOTIFICATION, "unheard");
        pool.close();

        assertThat(heard).as("both beans").hasValue(2);
        assertThat(beans("unheard")).isEmpty();
        assertThat(pools.database().connectionsOpen()).isZero();
    }

    @Test
    void startThatListenerPreventsLeavesNoBean() throws JMException {
        PenstockDataSource pool = pools.config(2, config -> {
            config.setPoolName("refused");
            config.setRegisterMbeans(true);
        });
        failOn(MBeanServerNotification.REGISTRATION_NOTIFICATION, "refused");
        assertThatThrownBy(pool::start).isInstanceOf(LinkageError.class);

        assertThat(heard).hasValue(1);
        assertThat(beans("refused")).isEmpty();
        assertThat(pool.isRunning()).isFalse();
        pool.close();
    }
}
