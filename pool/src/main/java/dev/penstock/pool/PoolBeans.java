package dev.penstock.pool;

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
 * The MXBeans of one pool at the platform's server: {@code dev.penstock:type=Pool,name=…} and
 * {@code dev.penstock:type=PoolConfig,name=…}. Used under the lock of its data source.
 */
final class PoolBeans {
    private static final Logger LOGGER = LoggerFactory.getLogger(PoolBeans.class);

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();

    /**
     * Registers both.
     *
     * @throws IllegalArgumentException if the pool's name is taken; neither is registered then
     */
    static PoolBeans register(String pool, PenstockPoolMXBean control, PenstockConfigMXBean config) {
        PoolBeans beans = new PoolBeans();
        try {
            beans.register("Pool", pool, new StandardMBean(control, PenstockPoolMXBean.class, true));
            beans.register("PoolConfig", pool, new StandardMBean(config, PenstockConfigMXBean.class, true));
            return beans;
        } catch (InstanceAlreadyExistsException e) {
            beans.unregister();
            throw new IllegalArgumentException(
                    "poolName '" + pool + "' is that of another pool whose MXBeans are registered: choose another, or"
                            + " leave registerMbeans out",
                    e);
        } catch (JMException e) {
            beans.unregister();
            throw new IllegalArgumentException("registerMbeans: the MXBeans cannot be registered: " + e, e);
        }
    }

    private void register(String type, String pool, StandardMBean bean) throws JMException {
        String name = pool.matches("[^,=:\"*?\\s]+") ? pool : ObjectName.quote(pool);
        registered.add(server.registerMBean(bean, new ObjectName("dev.penstock:type=" + type + ",name=" + name))
                .getObjectName());
    }

    void unregister() {
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                LOGGER.warn("{} is not registered any more", name, e);
            }
        }
        registered.clear();
    }
}
