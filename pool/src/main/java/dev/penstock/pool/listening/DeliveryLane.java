package dev.penstock.pool.listening;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries to one receiver, in order, on one thread at a time. Thread-safe; no method waits for a delivery. A
 * delivery says itself what failed: what it throws is ignored.
 */
public final class DeliveryLane {
    /** The longest delivery. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private final Executor threads;
    private final NanoClock clock;
    private final int mostWaiting;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    /** Whether a thread runs the waiting deliveries, or is about to. */
    @GuardedBy("lock")
    private boolean running;

    @GuardedBy("lock")
    private boolean closed;

    /** The thread that is in a delivery and is not interrupted yet; null if there is none. */
    @GuardedBy("lock")
    private @Nullable Thread delivering;

    @GuardedBy("lock")
    private long since;

    /**
     * A lane without deliveries.
     *
     * @param threads the threads, which several lanes may share
     * @param mostWaiting the most deliveries that wait
     * @param clock tells how long a delivery lasts
     */
    public DeliveryLane(Executor threads, int mostWaiting, NanoClock clock) {
        this.threads = threads;
        this.clock = clock;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Adds a delivery.
     *
     * @return false if too many wait, or if there is no thread; then the delivery does not run
     */
    public boolean add(Runnable delivery) {
        lock.lock();
        try {
            if (closed || waiting.size() >= mostWaiting) {
                return closed;
            }
            waiting.add(delivery);
            if (running) {
                return true;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        return start();
    }

    private boolean start() {
        try {
            threads.execute(this::run);
            return true;
        } catch (RuntimeException | Error e) {
            lock.lock();
            try {
                waiting.clear();
                running = false;
            } finally {
                lock.unlock();
            }
            return false; // the caller reports the loss
        }
    }

    private void run() {
        for (Runnable delivery = next(); delivery != null; delivery = next()) {
            try {
                delivery.run();
            } catch (Throwable e) {
                // the next one follows in any case
            } finally {
                endDelivery();
            }
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable delivery = waiting.poll();
            running = delivery != null;
            delivering = running ? Thread.currentThread() : null;
            since = clock.nanoTime();
            return delivery;
        } finally {
            lock.unlock();
        }
    }

    /** An interrupt that comes late must not hit the next delivery. */
    private void endDelivery() {
        lock.lock();
        try {
            delivering = null;
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Interrupts a delivery that has lasted for more than ten seconds.
     *
     * @param now the present moment, in nanoseconds of the lane's clock
     * @return whether it interrupted one
     */
    public boolean interruptIfLate(long now) {
        lock.lock();
        try {
            boolean late = delivering != null && now - since > LIMIT.toNanos();
            if (late) {
                interrupt();
            }
            return late;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void interrupt() {
        Thread thread = delivering;
        if (thread != null && !thread.equals(Thread.currentThread())) {
            thread.interrupt();
            delivering = null;
        }
    }

    /** Leaves out what waits, and interrupts a delivery of another thread. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            interrupt();
        } finally {
            lock.unlock();
        }
    }
}
