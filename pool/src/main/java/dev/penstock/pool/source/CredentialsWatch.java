package dev.penstock.pool.source;

import dev.penstock.backends.jdbc.Login;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for credentials after some were refused, until there are others: on a thread of its own, which lives only for
 * that. Thread-safe.
 */
public final class CredentialsWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(CredentialsWatch.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final String pool;
    private final Login login;
    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    /** Guarded by {@link #lock}, as {@link #closed}. */
    private @Nullable Thread watcher;

    private boolean closed;

    /**
     * Creates a watch.
     *
     * @param pool the pool's name
     * @param login who is asked
     * @param changed told once there are others
     */
    public CredentialsWatch(String pool, Login login, Runnable changed) {
        this.pool = pool;
        this.login = login;
        this.changed = changed;
    }

    /** What {@code told} says is refused: watches for others, unless it does so already. */
    void refused(Properties told) {
        lock.lock();
        try {
            if (watcher == null && !closed) {
                Thread fresh = new Thread(() -> watch(told), "penstock-credentials-" + pool);
                fresh.setDaemon(true);
                watcher = fresh;
                fresh.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void watch(Properties refused) {
        boolean others = false;
        while (!others && pause()) {
            others = hasOthers(refused);
        }
        lock.lock();
        try {
            watcher = null;
        } finally {
            lock.unlock();
        }
        if (others) {
            changed.run();
        }
    }

    private boolean hasOthers(Properties refused) {
        try {
            return !login.properties().equals(refused);
        } catch (SQLException | RuntimeException | Error e) {
            LOGGER.debug("pool {}: credentials cannot be had yet", pool, e);
            return false;
        }
    }

    /** False once the pool closes. */
    private boolean pause() {
        lock.lock();
        try {
            long left = INTERVAL.toNanos();
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            LOGGER.debug("pool {}: nobody interrupts this thread but a provider's own code", pool, e);
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
            Thread running = watcher;
            if (running != null) {
                running.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
