package dev.penstock.pool;

import dev.penstock.backends.threads.SafeLog;
import dev.penstock.pool.bundle.BundleRegistration;
import dev.penstock.pool.console.ConsoleRegistration;
import dev.penstock.pool.instrument.InstrumentRegistration;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registration of a pool's MXBeans at the platform's MBean server: {@code dev.penstock:type=Pool,name=…} and
 * {@code dev.penstock:type=PoolConfig,name=…}, and of its instrument and console. Not thread-safe: the
 * data source registers them under its lock, and unregisters them once, without the lock.
 */
final class MBeanRegistration {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.pool");

    private final List<ObjectName> registered = new ArrayList<>();
    private final String pool;
    private @Nullable InstrumentRegistration instrument;
    private @Nullable ConsoleRegistration console;
    private @Nullable BundleRegistration bundles;

    private MBeanRegistration(String pool) {
        this.pool = pool;
    }

    /**
     * Registers the beans that the configuration asks for.
     *
     * @param simulated whether the pool has parts of its own: then its instrument is not seen from outside
     * @throws IllegalArgumentException if the pool's name is taken; no MXBean is registered then
     */
    static MBeanRegistration register(RunningPool pool, PenstockDataSource source, boolean simulated) {
        String name = pool.settings().poolName();
        MBeanRegistration registration = source.isRegisterMbeans()
                ? registerControls(name, new PoolControl(pool), source.getConfigMXBean())
                : new MBeanRegistration(name);
        if (source.isInstrumentMBean() && !simulated) {
            registration.instrument = pool.registerInstrument();
        } else if (!simulated) {
            InstrumentRegistration.markOff();
        }
        registration.console = pool.openConsole(source.properties());
        registration.bundles = BundleRegistration.begin(
                name,
                source.getBundleDirectory(),
                pool::instrument,
                pool.observers().alerts());
        return registration;
    }

    private static MBeanRegistration registerControls(
            String pool, PenstockPoolMXBean control, PenstockConfigMXBean config) {
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

    /** Asked for only if there is a bean: its first use takes a JVM up to half a second. */
    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    private void register(String type, StandardMBean bean) throws JMException {
        String key = pool.matches("[^,=:\"*?\\s]+") ? pool : ObjectName.quote(pool);
        ObjectName name = new ObjectName("dev.penstock:type=" + type + ",name=" + key);
        registered.add(name); // before the registration: a listener may throw after it
        try {
            server().registerMBean(bean, name);
        } catch (JMException e) {
            registered.remove(name);
            throw e;
        }
    }

    /** Unregisters all of them. Listeners of the MBean server run meanwhile; whatever they throw is logged. */
    void unregister() {
        if (bundles != null) {
            bundles.close();
        }
        if (console != null) {
            console.close();
        }
        if (instrument != null) {
            instrument.close();
        }
        for (ObjectName name : registered) {
            try {
                server().unregisterMBean(name);
            } catch (JMException | RuntimeException | Error e) {
                SafeLog.warn(LOGGER, "pool {}: {} could not be unregistered", pool, name, e);
            }
        }
        registered.clear();
    }
}
