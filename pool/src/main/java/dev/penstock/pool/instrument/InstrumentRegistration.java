package dev.penstock.pool.instrument;

import dev.penstock.backends.threads.SystemScheduler;
import dev.penstock.backends.threads.ThreadSource;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/**
 * The registration of an {@link Instrument} at the platform's MBean server.
 *
 * <p>The first use of that server takes a JVM up to half a second. Therefore a thread of its own registers, a second
 * after the pool's start, and ends. Thread-safe:
 *
 * <table>
 * <caption>States</caption>
 * <tr><td>null</td><td>not registered yet</td></tr>
 * <tr><td>a name</td><td>registered; {@link #close} unregisters</td></tr>
 * <tr><td>{@link #CLOSED}</td><td>closed; a registration that ends now is undone by its own thread</td></tr>
 * </table>
 */
public final class InstrumentRegistration {
    /** The system property by which a console sees, before it starts anything in a process, that it has a pool. */
    public static final String MARK = "dev.penstock.instrument";

    /** The value of the mark if all pools have {@code instrumentMBean=false}; otherwise it is the format's version. */
    public static final String OFF = "off";

    private static final long DELAY_MILLIS = 1_000;
    private static final long JOIN_MILLIS = 1_000;
    private static final int MOST_NAMES = 1_000;
    private static final ObjectName CLOSED = ObjectName.WILDCARD;

    private final Supplier<Instrument> instrument;
    private final String pool;
    private final Consumer<Throwable> failed;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicReference<@Nullable ObjectName> state = new AtomicReference<>();
    private volatile @Nullable Thread thread;

    /**
     * A registration that has not begun.
     *
     * @param failed is given what the MBean server or its listeners throw
     */
    public InstrumentRegistration(String pool, Supplier<Instrument> instrument, Consumer<Throwable> failed) {
        this.pool = pool;
        this.instrument = instrument;
        this.failed = failed;
    }

    /** Marks the process as one whose pool is not shown, unless another pool of it is. Throws nothing. */
    public static void markOff() {
        try {
            System.getProperties().putIfAbsent(MARK, OFF);
        } catch (RuntimeException e) {
            // A security manager forbids it: a console then says that there is no pool.
        }
    }

    /** Begins the registration in a daemon thread, which no factory of the application makes. Throws nothing. */
    public void begin() {
        try {
            Thread fresh = new ThreadSource(null, SystemScheduler.INSTANCE)
                    .named("penstock-instrument-" + pool)
                    .newThread(this::registerLater);
            fresh.start();
            thread = fresh;
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
    }

    private void registerLater() {
        try {
            if (!closing.await(DELAY_MILLIS, TimeUnit.MILLISECONDS)) {
                register();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (JMException | RuntimeException | Error e) {
            failed.accept(e);
        }
    }

    /** Registers at once. Does nothing after {@link #close}. */
    void register() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        StandardMBean bean = new StandardMBean(instrument.get(), InstrumentMXBean.class, true);
        for (int number = 1; number <= MOST_NAMES; number++) {
            ObjectName name = name(number);
            try {
                server.registerMBean(bean, name);
            } catch (InstanceAlreadyExistsException taken) {
                continue;
            } catch (JMException | RuntimeException | Error e) {
                undo(server, name); // a listener may throw after the registration
                throw e;
            }
            System.setProperty(MARK, Integer.toString(Instrument.VERSION));
            if (!state.compareAndSet(null, name)) {
                server.unregisterMBean(name);
            }
            return;
        }
        throw new InstanceAlreadyExistsException(MOST_NAMES + " pools have the name " + pool);
    }

    private void undo(MBeanServer server, ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            // It was not registered.
        } catch (JMException | RuntimeException | Error e) {
            failed.accept(e);
        }
    }

    /** The name of the n-th pool of one name: the name itself, then {@code name-2}, and so on. */
    private ObjectName name(int number) throws JMException {
        String text = number == 1 ? pool : pool + "-" + number;
        String key = text.matches("[^,=:\"*?\\s]+") ? text : ObjectName.quote(text);
        return new ObjectName("dev.penstock:type=Instrument,name=" + key);
    }

    /**
     * Unregisters, and waits for the end of the thread for at most {@link #JOIN_MILLIS}. Throws nothing; further calls
     * do nothing. An interrupt ends the wait and is kept.
     */
    public void close() {
        closing.countDown();
        unregister();
        Thread registering = thread;
        if (registering != null && registering != Thread.currentThread()) {
            try {
                registering.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void unregister() {
        ObjectName name = state.getAndSet(CLOSED);
        if (name == null || name.equals(CLOSED)) {
            return;
        }
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (JMException | RuntimeException | Error e) {
            failed.accept(e);
        }
    }
}
