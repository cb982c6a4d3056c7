package dev.penstock.pool.bundle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a bundle if an alert of a pool fires, at most one a minute; and one at the end of the process, if an alert
 * fired within the ten minutes before. Thread-safe.
 *
 * <p>A disk may hang for ever, and no interrupt ends a call that hangs in the kernel. Therefore each bundle has a
 * thread of its own, which reads the records and writes the file. The thread that delivers alerts waits for that thread
 * a limited time. At most two such threads live at the same time: while one hangs, a later alert tries again; while two
 * hang, no other begins.
 */
public final class BundleRegistration implements AutoCloseable {
    static final Duration PAUSE = Duration.ofMinutes(1);
    static final Duration RECENT = Duration.ofMinutes(10);

    /** Less than the limit after which a listener of alerts is interrupted. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The most threads that write bundles of one pool at the same time. */
    static final int MOST_WRITERS = 2;

    /** The longest time for which the end of a process waits for a bundle. */
    static final Duration AT_EXIT = Duration.ofSeconds(2);

    private static final String EXIT = "exit";
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.bundles");

    private final BundleDirectory directory;
    private final Supplier<Instrument> instrument;
    private final Duration patience;

    private final ReentrantLock lock = new ReentrantLock();

    /** The moment of the last attempt. */
    @GuardedBy("lock")
    private Instant written = Instant.MIN;

    /** The threads that write a bundle, or hang. */
    @GuardedBy("lock")
    private int writers;

    /** Whether the log has the line that all writers hang. */
    @GuardedBy("lock")
    private boolean refusalLogged;

    @GuardedBy("lock")
    private boolean closed;

    private final AtomicReference<Instant> fired = new AtomicReference<>(Instant.MIN);
    private @Nullable AutoCloseable listening;
    private @Nullable Thread hook;

    /**
     * The bundles of a pool.
     *
     * @param patience the longest time for which the delivery of alerts waits for a bundle
     */
    BundleRegistration(String pool, Path directory, Supplier<Instrument> instrument, Duration patience) {
        this.directory = new BundleDirectory(directory, pool);
        this.instrument = instrument;
        this.patience = patience;
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
        BundleRegistration registration = new BundleRegistration(pool, Path.of(directory), instrument, PATIENCE);
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
            recordAlert(alert.at());
            write(alert.at(), "alert " + alert.rule().name(), PAUSE);
        }
    }

    /** The end of the process writes a bundle if it comes soon after this moment. */
    void recordAlert(Instant at) {
        fired.set(at);
    }

    /** Writes unless the last attempt is younger than {@code pause}. Waits a limited time for the file. */
    Optional<Path> write(Instant now, String reason, Duration pause) {
        return write(now, reason, pause, patience);
    }

    /** Empty if there is no bundle, or none within the limit. Throws nothing. */
    private Optional<Path> write(Instant now, String reason, Duration pause, Duration limit) {
        if (!begin(now, pause)) {
            return Optional.empty();
        }
        CompletableFuture<Optional<Path>> file = new CompletableFuture<>();
        try {
            Thread writer = new Thread(
                    null, () -> run(now, reason, file), "penstock-bundle-" + directory.pool() + "-writer", 0, false);
            writer.setDaemon(true);
            writer.start();
        } catch (RuntimeException | Error e) {
            end();
            logFailure(e);
            return Optional.empty();
        }
        return await(file, reason, limit);
    }

    private Optional<Path> await(CompletableFuture<Optional<Path>> file, String reason, Duration limit) {
        try {
            return file.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            SafeLog.warn(
                    LOGGER,
                    "pool {}: the bundle '{}' is not complete after {} ms: bundleDirectory {} hangs or is slow."
                            + " No claim waits for it. An alert after a minute tries again",
                    directory.pool(),
                    reason,
                    limit.toMillis(),
                    directory.directory());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the pool closes; the file is completed without this thread
        } catch (ExecutionException e) {
            logFailure(e); // run() completes it with a value only
        }
        return Optional.empty();
    }

    private boolean begin(Instant now, Duration pause) {
        boolean refused;
        lock.lock();
        try {
            if (closed || isWithin(written, now, pause)) {
                return false;
            }
            if (writers < MOST_WRITERS) {
                written = now;
                writers++;
                return true;
            }
            refused = !refusalLogged;
            refusalLogged = true;
        } finally {
            lock.unlock();
        }
        if (refused) {
            SafeLog.warn(
                    LOGGER,
                    "pool {}: no bundle is written while {} earlier ones are not complete: bundleDirectory {} hangs"
                            + " or is slow. The next alert after one of them ends writes a bundle",
                    directory.pool(),
                    MOST_WRITERS,
                    directory.directory());
        }
        return false;
    }

    private void end() {
        lock.lock();
        try {
            writers--;
            refusalLogged = false;
        } finally {
            lock.unlock();
        }
    }

    /** Runs in a thread of its own. */
    private void run(Instant now, String reason, CompletableFuture<Optional<Path>> file) {
        Optional<Path> complete = Optional.empty();
        try {
            byte[] content = reason.equals(EXIT)
                    ? BundleContent.atExit(instrument.get(), reason)
                    : BundleContent.of(instrument.get(), reason);
            Path path = directory.write(content, now, reason);
            SafeLog.info(LOGGER, "pool {}: a bundle is written to {}", directory.pool(), path);
            complete = Optional.of(path);
        } catch (IOException | RuntimeException | Error e) {
            logFailure(e);
        } finally {
            end();
            file.complete(complete);
        }
    }

    private void logFailure(Throwable failure) {
        SafeLog.warn(
                LOGGER,
                "pool {}: no bundle can be written to bundleDirectory {}: {}. An alert after a minute tries again",
                directory.pool(),
                directory.directory(),
                ForeignText.describe(failure));
    }

    /** A moment in the future is as far away as one in the past: the clock of the machine may be set back. */
    private static boolean isWithin(Instant moment, Instant now, Duration limit) {
        return Duration.between(moment, now).abs().compareTo(limit) < 0;
    }

    /** Runs at the end of the process, which waits for it. */
    void exit() {
        Instant now = Instant.now();
        if (isWithin(fired.get(), now, RECENT)) {
            write(now, EXIT, Duration.ZERO, AT_EXIT);
        }
    }

    /** Writes no more bundles. Throws nothing; a bundle that is being written is finished. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
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
