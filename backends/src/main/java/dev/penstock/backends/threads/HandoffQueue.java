package dev.penstock.backends.threads;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Work of a thread pool, which knows how many threads wait for it. Thread-safe.
 *
 * <p>Who waits is parked at once. {@link java.util.concurrent.LinkedTransferQueue} knows as much, but has a thread hold
 * a processor for a while before it parks, which each thread of a pool that becomes idle would take from the
 * application.
 *
 * <p>A thread that was interrupted still counts until it has noticed: it must come back, as those of a {@link
 * java.util.concurrent.ThreadPoolExecutor} do.
 */
class HandoffQueue extends LinkedBlockingQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    private final transient ReentrantLock lock = new ReentrantLock();
    private final transient Condition work = lock.newCondition();
    /** Guarded by {@link #lock}. */
    private int waiting;

    /** Adds the task if a thread waits that has nothing else to take; false where there is none. */
    boolean handOver(Runnable task) {
        lock.lock();
        try {
            return waiting > size() && offer(task);
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is more work than threads that wait for it. */
    boolean isShort() {
        lock.lock();
        try {
            return size() > waiting;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean offer(Runnable task) {
        lock.lock();
        try {
            work.signal();
            return super.offer(task);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean offer(Runnable task, long timeout, TimeUnit unit) {
        return offer(task);
    }

    @Override
    public void put(Runnable task) {
        offer(task);
    }

    @Override
    public Runnable take() throws InterruptedException {
        Runnable task = null;
        while (task == null) {
            task = poll(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        }
        return task;
    }

    @Override
    public Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lockInterruptibly();
        waiting++;
        try {
            Runnable task = poll();
            while (task == null && left > 0) {
                left = work.awaitNanos(left);
                task = poll();
            }
            return task;
        } finally {
            waiting--;
            lock.unlock();
        }
    }
}
