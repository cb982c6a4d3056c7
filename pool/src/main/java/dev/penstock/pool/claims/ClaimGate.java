package dev.penstock.pool.claims;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether a pool serves claims: not while it is suspended, and not once it is closed. Thread-safe.
 *
 * <p>The flags are read without the lock. The lock keeps {@code open} in step with the other two.
 */
final class ClaimGate {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean open = true;
    private volatile boolean suspended;
    private volatile boolean closed;

    boolean isOpen() {
        return open;
    }

    boolean isSuspended() {
        return suspended;
    }

    boolean isClosed() {
        return closed;
    }

    void setSuspended(boolean now) {
        set(() -> suspended = now);
    }

    /** Closes the gate for good. */
    void close() {
        set(() -> closed = true);
    }

    private void set(Runnable change) {
        lock.lock();
        try {
            change.run();
            open = !suspended && !closed;
        } finally {
            lock.unlock();
        }
    }
}
