package dev.penstock.pool.alerting;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.alerts.AlertListener;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.jfr.PoolFlight;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers alerts to listeners, each on one thread at a time. Thread-safe; no method blocks or throws, except that
 * {@link #listen} refuses too many listeners. A listener that hangs keeps one thread, and no other listener waits.
 */
final class AlertDelivery {
    static final int MOST_WAITING = 16;
    static final int MOST_LISTENERS = 8;

    /** The longest call of a listener. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.alerts");
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final String pool;
    private final NanoClock clock;
    private final AsyncLog log;
    private final PoolFlight flight;
    private final ThreadPoolExecutor threads;
    private final ReentrantLock registering = new ReentrantLock();
    private final List<Listening> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    AlertDelivery(String pool, ThreadSource threads, NanoClock clock, AsyncLog log, PoolFlight flight) {
        this.pool = pool;
        this.clock = clock;
        this.log = log;
        this.flight = flight;
        this.threads = threads.scheduler().executor(threads.named("penstock-alerts-" + pool), MOST_LISTENERS, IDLE);
    }

    AutoCloseable listen(AlertListener listener) {
        registering.lock();
        try {
            if (listeners.size() >= MOST_LISTENERS) {
                throw new IllegalStateException(
                        "the pool has " + MOST_LISTENERS + " listeners of alerts: close one of them");
            }
            Listening listening = new Listening(listener);
            listeners.add(listening);
            return listening;
        } finally {
            registering.unlock();
        }
    }

    void deliver(Alert alert) {
        flight.alerted(alert.rule().name(), alert.kind().name().toLowerCase(Locale.ROOT), alert.toString());
        listeners.forEach(listening -> listening.add(alert));
    }

    /** Interrupts each listener that exceeds its limit. Called at each test of the rules. */
    void interruptLate(long now) {
        listeners.forEach(listening -> listening.interruptIfLate(now));
    }

    void close() {
        closed = true;
        threads.shutdownNow();
    }

    /** A listener and the alerts that wait for it. */
    private final class Listening implements AutoCloseable {
        private final AlertListener listener;
        private final ReentrantLock lock = new ReentrantLock();
        private final LogLimit failures = new LogLimit();
        private final LogLimit losses = new LogLimit();

        @GuardedBy("lock")
        private final Queue<Alert> waiting = new ArrayDeque<>();

        /** Whether a thread delivers the waiting alerts, or is about to. */
        @GuardedBy("lock")
        private boolean delivering;

        /** Whether the application has ended the listening. */
        @GuardedBy("lock")
        private boolean ended;

        /** The thread that is in a call of the listener and is not interrupted yet; null otherwise. */
        @GuardedBy("lock")
        private @Nullable Thread calling;

        @GuardedBy("lock")
        private long calledAt;

        Listening(AlertListener listener) {
            this.listener = listener;
        }

        /** Interrupts a call of the listener, except that from which it is closed: nobody watches it any more. */
        @Override
        public void close() {
            listeners.remove(this);
            lock.lock();
            try {
                ended = true;
                waiting.clear();
                Thread thread = calling;
                if (thread != null && !thread.equals(Thread.currentThread())) {
                    thread.interrupt();
                    calling = null;
                }
            } finally {
                lock.unlock();
            }
        }

        private String name() {
            return listener.getClass().getName();
        }

        void add(Alert alert) {
            boolean lost;
            boolean begins;
            lock.lock();
            try {
                lost = waiting.size() >= MOST_WAITING;
                if (!lost && !closed && !ended) {
                    waiting.add(alert);
                }
                begins = !waiting.isEmpty() && !delivering;
                delivering |= begins;
            } finally {
                lock.unlock();
            }
            if (begins && !begin()) {
                abandon();
                lost = true;
            }
            if (lost && !closed && losses.permits(clock.nanoTime())) {
                String form = "pool {}: alert {} did not reach listener {}, which is too slow or has no thread";
                log.warn(LOGGER, form, pool, alert.rule().name(), name());
            }
        }

        private boolean begin() {
            try {
                threads.execute(this::run);
                return true;
            } catch (RuntimeException | Error e) {
                return false; // add() logs the loss
            }
        }

        private void abandon() {
            lock.lock();
            try {
                waiting.clear();
                delivering = false;
            } finally {
                lock.unlock();
            }
        }

        private void run() {
            for (Alert alert = next(); alert != null; alert = next()) {
                call(alert);
            }
        }

        private @Nullable Alert next() {
            lock.lock();
            try {
                Alert alert = closed || ended ? null : waiting.poll();
                delivering = alert != null;
                calling = delivering ? Thread.currentThread() : null;
                calledAt = clock.nanoTime();
                return alert;
            } finally {
                lock.unlock();
            }
        }

        private void call(Alert alert) {
            try {
                listener.alert(alert);
            } catch (Throwable e) {
                if (!closed && failures.permits(clock.nanoTime())) {
                    log.warn(LOGGER, "pool {}: listener {} of alerts failed: {}", pool, name(), e);
                }
            } finally {
                endCall();
            }
        }

        /** An interrupt that comes late must not hit the next call. */
        private void endCall() {
            lock.lock();
            try {
                calling = null;
                Thread.interrupted();
            } finally {
                lock.unlock();
            }
        }

        void interruptIfLate(long now) {
            boolean late;
            lock.lock();
            try {
                Thread thread = calling;
                late = thread != null && now - calledAt > LIMIT.toNanos();
                if (late && thread != null) {
                    thread.interrupt();
                    calling = null;
                }
            } finally {
                lock.unlock();
            }
            if (late) {
                String form = "pool {}: listener {} of alerts has not returned for {} s, and is interrupted";
                log.warn(LOGGER, form, pool, name(), LIMIT.toSeconds());
            }
        }
    }
}
