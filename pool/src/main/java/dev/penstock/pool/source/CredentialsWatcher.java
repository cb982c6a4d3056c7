package dev.penstock.pool.source;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
 * A watch for new credentials after a server has refused the present ones. It asks the login at intervals on a thread
 * of its own, which ends when the credentials have changed. Thread-safe.
 */
public final class CredentialsWatcher {
    private static final Logger LOGGER = LoggerFactory.getLogger(CredentialsWatcher.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final String pool;
    private final Login login;
    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();

    /** Null while no credentials are watched for. */
    @GuardedBy("lock")
    private @Nullable Thread thread;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * Creates a watcher.
     *
     * @param pool the pool's name
     * @param login gives the present credentials
     * @param changed runs on the watcher's thread when the credentials have changed
     */
    public CredentialsWatcher(String pool, Login login, Runnable changed) {
        this.pool = pool;
        this.login = login;
        this.changed = changed;
    }

    /** Begins to watch, unless a watch is under way. */
    void watch(Properties refused) {
        lock.lock();
        try {
            if (thread == null && !closed) {
                Thread fresh = new Thread(() -> awaitChange(refused), "penstock-credentials-" + pool);
                fresh.setDaemon(true);
                thread = fresh;
                fresh.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitChange(Properties refused) {
        boolean differ = false;
        while (!differ && pause()) {
            differ = differFrom(refused);
        }
        lock.lock();
        try {
            thread = null;
        } finally {
            lock.unlock();
        }
        if (differ) {
            changed.run();
        }
    }

    private boolean differFrom(Properties refused) {
        try {
            return !login.properties().equals(refused);
        } catch (SQLException | RuntimeException | Error e) {
            LOGGER.debug("pool {}: no credentials yet: {}", pool, e.getClass().getName());
            return false;
        }
    }

    /** Waits for one interval; returns false as soon as the pool closes. */
    private boolean pause() {
        lock.lock();
        try {
            long left = INTERVAL.toNanos();
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            LOGGER.debug("pool {}: the credentialsProvider has interrupted its thread", pool, e);
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
            Thread running = thread;
            if (running != null) {
                running.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
