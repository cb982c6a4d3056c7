package dev.penstock.pool.source;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.jdbc.Login;
import dev.penstock.backends.threads.SafeLog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch for new credentials after a server has refused the present ones. It asks the login at intervals on a thread
 * of its own, which ends when the credentials have changed. Thread-safe.
 *
 * <p>A provider may have fresh credentials at each call, as a signer of tokens does. The server may refuse them all.
 * Therefore each refusal in a row doubles the pause before the next question, up to {@link #LONGEST_PAUSE}.
 */
public final class CredentialsWatcher {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.credentials");
    private static final Duration INTERVAL = Duration.ofMillis(500);

    /** As long as a waiting claim waits before refused credentials are tried again. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** {@link #INTERVAL} doubled so often exceeds {@link #LONGEST_PAUSE}. */
    private static final int MAX_DOUBLINGS = 6;

    private final String pool;
    private final Login login;
    private final ThreadFactory threads;
    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();

    /** Null while no credentials are watched for. */
    @GuardedBy("lock")
    private @Nullable Thread thread;

    /** The watches since credentials were last accepted, at most {@link #MAX_DOUBLINGS}. */
    @GuardedBy("lock")
    private int refusals;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * Creates a watcher.
     *
     * @param pool the pool's name
     * @param login gives the present credentials
     * @param threads makes the watcher's thread
     * @param changed runs on the watcher's thread when the credentials have changed
     */
    public CredentialsWatcher(String pool, Login login, ThreadFactory threads, Runnable changed) {
        this.threads = threads;
        this.pool = pool;
        this.login = login;
        this.changed = changed;
    }

    /** The pause before the first question of a watch, after so many refusals in a row before it. */
    static Duration pauseAfter(int refusals) {
        Duration pause = INTERVAL.multipliedBy(1L << Math.min(refusals, MAX_DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** The watches since credentials were last accepted; after many, a number that no longer grows. */
    int refusals() {
        lock.lock();
        try {
            return refusals;
        } finally {
            lock.unlock();
        }
    }

    /** A server accepted the credentials: the next refusal is the first again. */
    void accepted() {
        lock.lock();
        try {
            refusals = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Begins to watch, unless a watch is under way. */
    void watch(Properties refused) {
        try {
            startThread(refused);
        } catch (RuntimeException | Error e) {
            SafeLog.warn(LOGGER, "pool {}: no thread watches for new credentials; the next refusal tries", pool, e);
        }
    }

    private void startThread(Properties refused) {
        lock.lock();
        try {
            if (thread == null && !closed) {
                Duration first = pauseAfter(refusals);
                refusals = Math.min(refusals + 1, MAX_DOUBLINGS);
                Thread fresh = threads.newThread(() -> awaitChange(refused, first));
                fresh.start();
                thread = fresh;
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitChange(Properties refused, Duration first) {
        boolean differ = false;
        boolean open = pause(first);
        while (open && !differ) {
            differ = differFrom(refused);
            open = differ || pause(INTERVAL);
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
            SafeLog.debug(
                    LOGGER,
                    "pool {}: no credentials yet: {}",
                    pool,
                    e.getClass().getName());
            return false;
        }
    }

    /** Waits; returns false as soon as the pool closes. */
    private boolean pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            SafeLog.debug(LOGGER, "pool {}: the credentialsProvider has interrupted its thread", pool, e);
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
