package dev.penstock.pool.console;

import dev.penstock.backends.threads.SafeLog;
import dev.penstock.backends.threads.SystemScheduler;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.pool.instrument.Instrument;
import dev.penstock.waits.text.ForeignText;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console of one pool, from the pool's start to its close. A thread of its own opens the console, so that no claim
 * waits for it. A port in use, for example that of a process that is about to end, is logged once, and tried again.
 * Thread-safe:
 *
 * <table>
 * <caption>States</caption>
 * <tr><td>null</td><td>not open yet</td></tr>
 * <tr><td>a console</td><td>open; {@link #close} closes it</td></tr>
 * <tr><td>{@link #CLOSED}</td><td>closed; a console that opens now is closed by the thread that opened it</td></tr>
 * </table>
 */
public final class ConsoleRegistration {
    private static final long JOIN_MILLIS = 1_000;

    /** The time between two attempts. */
    public static final Duration RETRY = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.console");

    private static final ConsoleProvider.OpenConsole CLOSED = new ConsoleProvider.OpenConsole() {
        @Override
        public String url() {
            return "";
        }

        @Override
        public void close() {
            // It is closed.
        }
    };

    private final String pool;
    private final Supplier<Instrument> instrument;
    private final ConsoleAddress address;
    private final ConsoleSecret secret;
    private final Duration retry;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicReference<ConsoleProvider.@Nullable OpenConsole> state = new AtomicReference<>();
    private volatile @Nullable Thread opening;

    /**
     * A registration that has not begun.
     *
     * @param retry the time between two attempts
     */
    public ConsoleRegistration(
            String pool,
            Supplier<Instrument> instrument,
            ConsoleAddress address,
            ConsoleSecret secret,
            Duration retry) {
        this.pool = pool;
        this.instrument = instrument;
        this.address = address;
        this.secret = secret;
        this.retry = retry;
    }

    /** Begins to open the console that the configuration asks for; null if it asks for none. Throws nothing. */
    public static @Nullable ConsoleRegistration begin(
            String pool, Supplier<Instrument> instrument, @Nullable String address, ConsoleSecret secret) {
        if (address == null) {
            return null;
        }
        ConsoleRegistration registration =
                new ConsoleRegistration(pool, instrument, ConsoleAddress.parse(address), secret, RETRY);
        registration.begin();
        return registration;
    }

    /** Begins in a daemon thread, which no factory of the application makes. Throws nothing. */
    public void begin() {
        try {
            Thread thread = new ThreadSource(null, SystemScheduler.INSTANCE)
                    .named("penstock-console-" + pool)
                    .newThread(this::openUntilClosed);
            thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            thread.start();
            opening = thread;
        } catch (RuntimeException | Error e) {
            warn(e);
        }
    }

    private void openUntilClosed() {
        boolean warned = false;
        try {
            while (!open(warned)) {
                warned = true;
                if (closing.await(retry.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean open(boolean warned) {
        try {
            ConsoleProvider provider = ConsoleProvider.find()
                    .orElseThrow(() -> new IOException("penstock-console is not on the class path any more"));
            ConsoleProvider.OpenConsole console = provider.open(instrument.get(), address, secret);
            if (state.compareAndSet(null, console)) {
                SafeLog.info(LOGGER, "pool {}: the console listens at {}", pool, console.url());
            } else {
                console.close();
            }
            return true;
        } catch (IOException | RuntimeException | Error e) {
            if (!warned) {
                warn(e);
            }
            return false;
        }
    }

    private void warn(Throwable e) {
        SafeLog.warn(
                LOGGER,
                "pool {}: consoleAddress {} cannot be used, and is tried again every {} s: {}. Claims do not need it."
                        + " If another pool or process listens there, choose another port",
                pool,
                address,
                retry.toSeconds(),
                ForeignText.describe(e));
    }

    /** The URL of the console if it is open. */
    public Optional<String> url() {
        return Optional.ofNullable(state.get())
                .map(ConsoleProvider.OpenConsole::url)
                .filter(url -> !url.isEmpty());
    }

    /**
     * Closes the console, or ends the attempts to open it, and waits up to a second for the end of the thread. Throws
     * nothing; further calls do nothing. An interrupt ends the wait and is kept.
     */
    public void close() {
        closing.countDown();
        ConsoleProvider.OpenConsole console = state.getAndSet(CLOSED);
        if (console != null) {
            try {
                console.close();
            } catch (RuntimeException | Error e) {
                SafeLog.warn(LOGGER, "pool {}: the console could not be closed", pool, e);
            }
        }
        Thread thread = opening;
        if (thread != null && thread != Thread.currentThread()) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
