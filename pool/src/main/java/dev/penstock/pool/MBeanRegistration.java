package dev.penstock.pool;

import dev.penstock.backends.threads.SafeLog;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registration of a pool's two MXBeans at the platform's MBean server: {@code dev.penstock:type=Pool,name=…} and
 * {@code dev.penstock:type=PoolConfig,name=…}. Not thread-safe: the data source registers them under its lock,
 * and unregisters them once, without the lock.
 */
final class MBeanRegistration {
    private static final Logger LOGGER = LoggerFactory.getLogger(MBeanRegistration.class);

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();
    private final String pool;

    private MBeanRegistration(String pool) {
        this.pool = pool;
    }

    /**
     * Registers both MXBeans.
     *
     * @throws IllegalArgumentException if the pool's name is taken; no MXBean is registered then
     */
    static MBeanRegistration register(String pool, PenstockPoolMXBean control, PenstockConfigMXBean config) {
        MBeanRegistration registration = new MBeanRegistration(pool);
        try {
            registration.register("Pool", new StandardMBean(control, PenstockPoolMXBean.class, true));
            registration.register("PoolConfig", new StandardMBean(config, PenstockConfigMXBean.class, true));
            return registration;
        } catch (InstanceAlreadyExistsException e) {
            registration.unregister();
            throw new IllegalArgumentException(
                    "poolName '" + pool + "' is taken by another pool whose MXBeans are registered: choose another"
                            + " name, or leave registerMbeans out",
                    e);
        } catch (JMException e) {
            registration.unregister();
            throw new IllegalArgumentException("registerMbeans: the MXBeans cannot be registered: " + e, e);
        } catch (RuntimeException | Error e) {
            registration.unregister();
            throw e;
        }
    }

    private void register(String type, StandardMBean bean) throws JMException {
        String key = pool.matches("[^,=:\"*?\\s]+") ? pool : ObjectName.quote(pool);
        ObjectName name = new ObjectName("dev.penstock:type=" + type + ",name=" + key);
        registered.add(name); // before the registration: a listener may throw after it
        try {
            server.registerMBean(bean, name);
        } catch (JMException e) {
            registered.remove(name);
            throw e;
        }
    }

    /** Unregisters both MXBeans. Listeners of the MBean server run meanwhile; whatever they throw is logged. */
    void unregister() {
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (JMException | RuntimeException | Error e) {
                SafeLog.warn(LOGGER, "pool {}: {} could not be unregistered", pool, name, e);
            }
        }
        registered.clear();
    }
}
