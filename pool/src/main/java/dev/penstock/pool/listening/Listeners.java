package dev.penstock.pool.listening;

import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;

/**
 * The listeners of one kind of news of a pool. Each is called on one thread at a time, in order. Thread-safe; no method
 * blocks or throws, except that {@link #listen} refuses too many listeners.
 *
 * <p>A call that lasts for more than ten seconds is interrupted. A listener that ignores this keeps one of {@value
 * #MOST} threads, also after it was closed, and no other listener waits for it. If a listener is slow, a limited number
 * of news wait for it, and further ones are left out.
 *
 * @param <L> a listener
 */
public final class Listeners<L> {
    /** The most listeners. */
    public static final int MOST = 8;

    private static final Duration IDLE = Duration.ofSeconds(5);

    private final Kind kind;
    private final String pool;
    private final NanoClock clock;
    private final AsyncLog log;
    private final ThreadPoolExecutor threads;
    private final ReentrantLock registering = new ReentrantLock();
    private final List<Listening> listening = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /**
     * A kind of news: an immutable value.
     *
     * @param label what listeners hear, such as {@code alerts}; a part of names of threads and of messages
     * @param logger where failures of listeners go
     * @param mostWaiting the most news that wait for a listener
     */
    public record Kind(String label, Logger logger, int mostWaiting) {}

    /** A call of a listener. */
    @FunctionalInterface
    public interface Call<L> {
        /**
         * Tells the listener the news.
         *
         * @throws Exception what the listener throws; it is logged
         */
        void to(L listener) throws Exception;
    }

    /** No listeners yet. */
    public Listeners(Kind kind, String pool, ThreadSource threads, NanoClock clock, AsyncLog log) {
        this.kind = kind;
        this.pool = pool;
        this.clock = clock;
        this.log = log;
        String name = "penstock-" + kind.label() + "-" + pool;
        this.threads = threads.scheduler().executor(threads.named(name), MOST, IDLE);
    }

    /**
     * Adds a listener. Its end interrupts a call that is under way, except that from which it is ended.
     *
     * @throws IllegalStateException if there are {@value #MOST} listeners
     */
    public AutoCloseable listen(L listener) {
        Objects.requireNonNull(listener, "listener");
        registering.lock();
        try {
            if (listening.size() >= MOST) {
                throw new IllegalStateException(
                        "the pool has " + MOST + " listeners of " + kind.label() + ": close one of them");
            }
            Listening added = new Listening(listener);
            listening.add(added);
            return added;
        } finally {
            registering.unlock();
        }
    }

    /**
     * Calls each listener later, on a thread of its own.
     *
     * @param news what it hears, for the log, such as {@code alert slow_claims}
     */
    public void deliver(String news, Call<L> call) {
        listening.forEach(one -> one.add(news, call));
    }

    /** Interrupts each listener whose call lasts too long. Called often. */
    public void interruptLate(long now) {
        listening.forEach(one -> one.interruptIfLate(now));
    }

    /** Ends the threads, and interrupts the listeners. */
    public void close() {
        closed = true;
        listening.forEach(Listening::close);
        threads.shutdownNow();
    }

    /** A listener and its lane; each call of {@code listen} has its own. */
    private final class Listening implements AutoCloseable {
        private final L listener;
        private final String name;
        private final DeliveryLane lane = new DeliveryLane(threads, kind.mostWaiting(), clock);
        private final LogLimit failures = new LogLimit();
        private final LogLimit losses = new LogLimit();

        Listening(L listener) {
            this.listener = listener;
            this.name = listener.getClass().getName();
        }

        void add(String news, Call<L> call) {
            if (!lane.add(() -> call(call)) && !closed && losses.permits(clock.nanoTime())) {
                String form = "pool {}: {} did not reach listener {}, which is too slow or has no thread";
                log.warn(kind.logger(), form, pool, news, name);
            }
        }

        private void call(Call<L> call) {
            if (closed) {
                return;
            }
            try {
                call.to(listener);
            } catch (Throwable e) {
                if (!closed && failures.permits(clock.nanoTime())) {
                    log.warn(kind.logger(), "pool {}: listener {} of {} failed", pool, name, kind.label(), e);
                }
            }
        }

        void interruptIfLate(long now) {
            if (lane.interruptIfLate(now)) {
                String form = "pool {}: listener {} of {} has not returned for {} s, and is interrupted";
                log.warn(kind.logger(), form, pool, name, kind.label(), DeliveryLane.LIMIT.toSeconds());
            }
        }

        @Override
        public void close() {
            listening.remove(this);
            lane.close();
        }
    }
}
