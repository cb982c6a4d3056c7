package dev.penstock.pool.bundle;

import dev.penstock.backends.threads.SafeLog;
import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.alerts.Alerts;
import dev.penstock.pool.instrument.BundleContent;
import dev.penstock.pool.instrument.Instrument;
import dev.penstock.waits.text.ForeignText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a bundle if an alert of a pool fires, at most one a minute; and one at the end of the process, if an alert
 * fired within the ten minutes before. The thread that calls the listeners of alerts writes: a disk that hangs keeps
 * that thread, and nothing else waits for it. Thread-safe.
 */
public final class BundleRegistration implements AutoCloseable {
    static final Duration PAUSE = Duration.ofMinutes(1);
    static final Duration RECENT = Duration.ofMinutes(10);

    /** The longest time for which the end of a process waits for a bundle. */
    static final Duration AT_EXIT = Duration.ofSeconds(2);

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.bundles");

    private final BundleDirectory directory;
    private final Supplier<Instrument> instrument;

    /** Held while a bundle is written. A thread that finds it held writes none. */
    private final ReentrantLock writing = new ReentrantLock();

    private final AtomicReference<Instant> written = new AtomicReference<>(Instant.MIN);
    private final AtomicReference<Instant> fired = new AtomicReference<>(Instant.MIN);
    private @Nullable AutoCloseable listening;
    private @Nullable Thread hook;

    BundleRegistration(String pool, Path directory, Supplier<Instrument> instrument) {
        this.directory = new BundleDirectory(directory, pool);
        this.instrument = instrument;
    }

    /**
     * Begins to write bundles.
     *
     * @param directory the directory; null for no bundles
     * @return null if there are no bundles
     */
    public static @Nullable BundleRegistration begin(
            String pool, @Nullable String directory, Supplier<Instrument> instrument, Alerts alerts) {
        if (directory == null) {
            return null;
        }
        BundleRegistration registration = new BundleRegistration(pool, Path.of(directory), instrument);
        registration.listen(alerts);
        return registration;
    }

    private void listen(Alerts alerts) {
        try {
            listening = alerts.listen(this::alert);
            Thread atExit = new Thread(this::exit, "penstock-bundle-" + directory.pool());
            Runtime.getRuntime().addShutdownHook(atExit);
            hook = atExit;
        } catch (IllegalStateException e) {
            // The process ends: there is nothing to begin any more.
        }
    }

    void alert(Alert alert) {
        if (alert.kind() == Alert.Kind.FIRES) {
            fired.set(alert.at());
            write(alert.at(), "alert " + alert.rule().name(), PAUSE);
        }
    }

    /** Writes unless the last bundle is younger than {@code pause}, or unless another thread writes. */
    Optional<Path> write(Instant now, String reason, Duration pause) {
        if (!writing.tryLock()) {
            return Optional.empty();
        }
        try {
            if (isWithin(written.get(), now, pause)) {
                return Optional.empty();
            }
            written.set(now);
            Path file = directory.write(BundleContent.of(instrument.get(), reason), now, reason);
            SafeLog.info(LOGGER, "pool {}: a bundle is written to {}", directory.pool(), file);
            return Optional.of(file);
        } catch (IOException | RuntimeException | Error e) {
            SafeLog.warn(
                    LOGGER,
                    "pool {}: no bundle can be written to bundleDirectory {}: {}. An alert after a minute tries again",
                    directory.pool(),
                    directory.directory(),
                    ForeignText.describe(e));
            return Optional.empty();
        } finally {
            writing.unlock();
        }
    }

    /** A moment in the future is as far away as one in the past: the clock of the machine may be set back. */
    private static boolean isWithin(Instant moment, Instant now, Duration limit) {
        return Duration.between(moment, now).abs().compareTo(limit) < 0;
    }

    /** Runs at the end of the process, which waits for it. */
    void exit() {
        Instant now = Instant.now();
        if (!isWithin(fired.get(), now, RECENT)) {
            return;
        }
        Thread writer = new Thread(() -> write(now, "exit", Duration.ZERO), "penstock-bundle-exit");
        writer.setDaemon(true);
        writer.start();
        try {
            writer.join(AT_EXIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes no more bundles. Throws nothing; a bundle that is being written is finished. */
    @Override
    public void close() {
        try {
            AutoCloseable ended = listening;
            if (ended != null) {
                ended.close();
            }
            Thread atExit = hook;
            if (atExit != null) {
                Runtime.getRuntime().removeShutdownHook(atExit);
            }
        } catch (Exception e) {
            // The process ends: its hooks cannot be removed any more.
        }
    }
}
