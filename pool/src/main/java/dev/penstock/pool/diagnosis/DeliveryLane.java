package dev.penstock.pool.diagnosis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries to one receiver, in order, on one thread at a time. Thread-safe; no method waits for a delivery. A
 * delivery must not throw.
 */
final class DeliveryLane {
    private final Executor threads;
    private final int mostWaiting;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    /** Whether a thread runs the waiting deliveries, or is about to. */
    @GuardedBy("lock")
    private boolean running;

    @GuardedBy("lock")
    private boolean closed;

    /** The thread that is in a delivery; null if there is none. */
    @GuardedBy("lock")
    private @Nullable Thread delivering;

    /** A lane without deliveries, on threads that several lanes may share. */
    DeliveryLane(Executor threads, int mostWaiting) {
        this.threads = threads;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Adds a delivery.
     *
     * @return false if too many wait, or if there is no thread; then the delivery does not run
     */
    boolean add(Runnable delivery) {
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
                // a delivery says itself what failed; the next one follows in any case
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

    /** Leaves out what waits, and interrupts a delivery of another thread. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            Thread thread = delivering;
            if (thread != null && !thread.equals(Thread.currentThread())) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
