package dev.penstock.backends;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Something that may have changed, for threads that wait until a condition holds. Thread-safe. */
final class Occasion {
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(10).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Who waits looks again. */
    void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@code reached}, which may come to hold without a signal, at most {@code limit}. */
    boolean awaitLooking(BooleanSupplier reached, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (!reached.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                long look = Math.min(left, LOOK_AGAIN_NANOS);
                left -= look - Math.max(0, changed.awaitNanos(look));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@code reached}, at most {@code limit}; returns whether it was. It is asked under the lock. */
    boolean await(BooleanSupplier reached, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (!reached.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
