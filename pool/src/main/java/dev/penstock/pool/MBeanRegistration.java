package dev.penstock.pool;

import dev.penstock.backends.threads.ForeignCall;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.pool.bundle.BundleRegistration;
import dev.penstock.pool.console.ConsoleRegistration;
import dev.penstock.pool.instrument.InstrumentRegistration;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registration of a pool's MXBeans at the platform's MBean server: {@code dev.penstock:type=Pool,name=…} and
 * {@code dev.penstock:type=PoolConfig,name=…}, and of its instrument and console. Thread-safe.
 *
 * <p>Listeners of the MBean server run in a registration and in its end, and may hang. Therefore a thread of its own
 * registers the beans. The start of the pool waits for it, but for a limited time. What is registered after the end is
 * unregistered by the thread that registered it.
 */
final class MBeanRegistration {
    /** The longest time for which a start waits for the listeners of the MBean server. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.pool");

    private final List<ObjectName> registered = new CopyOnWriteArrayList<>();
    private final String pool;
    private @Nullable InstrumentRegistration instrument;
    private @Nullable ConsoleRegistration console;
    private @Nullable BundleRegistration bundles;

    /** Whether the registration has ended. */
    private volatile boolean ended;

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
        MBeanRegistration registration = new MBeanRegistration(name);
        if (source.isRegisterMbeans()) {
            registration.registerControls(pool.backends().threads(), new PoolControl(pool), source.getConfigMXBean());
        }
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

    private void registerControls(ThreadSource threads, PenstockPoolMXBean control, PenstockConfigMXBean config) {
        CompletableFuture<@Nullable Throwable> failure = new CompletableFuture<>();
        ForeignCall call = ForeignCall.begin(threads, "penstock-register-" + pool, () -> {
            Throwable thrown = registerNow(control, config);
            if (!failure.complete(thrown) && thrown != null) {
                SafeLog.warn(LOGGER, "pool {}: registerMbeans: the MXBeans cannot be registered", pool, thrown);
            }
        });
        call.await(LIMIT);
        if (failure.complete(null)) {
            SafeLog.warn(
                    LOGGER,
                    "pool {}: a listener of the MBean server has not returned for {} ms, and the pool starts"
                            + " nevertheless",
                    pool,
                    LIMIT.toMillis());
        }
        refuse(failure.join());
    }

    /** Registers both beans, or none of them; returns what was thrown. */
    private @Nullable Throwable registerNow(PenstockPoolMXBean control, PenstockConfigMXBean config) {
        try {
            register("Pool", new StandardMBean(control, PenstockPoolMXBean.class, true));
            register("PoolConfig", new StandardMBean(config, PenstockConfigMXBean.class, true));
            return null;
        } catch (JMException | RuntimeException | Error e) {
            unregisterControls();
            return e;
        }
    }

    private void refuse(@Nullable Throwable failure) {
        if (failure instanceof InstanceAlreadyExistsException) {
            throw new IllegalArgumentException(
                    "poolName '" + pool + "' is taken by another pool whose MXBeans are registered: choose another"
                            + " name, or leave registerMbeans out",
                    failure);
        }
        if (failure instanceof JMException) {
            throw new IllegalArgumentException("registerMbeans: the MXBeans cannot be registered: " + failure, failure);
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** Asked for only if there is a bean: its first use takes a JVM up to half a second. */
    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    private void register(String type, StandardMBean bean) throws JMException {
        String key = pool.matches("[^,=:\"*?\\s]+") ? pool : ObjectName.quote(pool);
        ObjectName name = new ObjectName("dev.penstock:type=" + type + ",name=" + key);
        if (ended) {
            return;
        }
        registered.add(name); // before the registration: a listener may throw or hang after it
        try {
            server().registerMBean(bean, name);
        } catch (JMException e) {
            registered.remove(name);
            throw e;
        }
        if (ended) {
            registered.remove(name);
            unregister(name);
        }
    }

    /**
     * Ends the registration. Listeners of the MBean server may hang: a thread of its own calls them.
     *
     * @return the calls that are left; each throws nothing
     */
    List<Runnable> end() {
        ended = true;
        List<Runnable> calls = new ArrayList<>();
        if (bundles != null) {
            bundles.close();
        }
        if (console != null) {
            calls.add(console::close);
        }
        if (instrument != null) {
            calls.add(instrument::close);
        }
        if (!registered.isEmpty()) {
            calls.add(this::unregisterControls);
        }
        return calls;
    }

    /** Whatever the listeners throw is logged. */
    private void unregisterControls() {
        for (ObjectName name : List.copyOf(registered)) {
            if (registered.remove(name)) {
                unregister(name);
            }
        }
    }

    private void unregister(ObjectName name) {
        try {
            server().unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            // The thread that registers it sees the end, and undoes the registration.
        } catch (JMException | RuntimeException | Error e) {
            SafeLog.warn(LOGGER, "pool {}: {} could not be unregistered", pool, name, e);
        }
    }
}
