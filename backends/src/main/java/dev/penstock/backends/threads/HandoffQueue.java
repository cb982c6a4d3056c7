package dev.penstock.backends.threads;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The work queue of a thread pool. It knows how many threads wait for work. Thread-safe.
 *
 * <p>A waiting thread parks at once. {@link java.util.concurrent.LinkedTransferQueue} knows its waiting threads, too,
 * but each of them first spins on a processor that the application needs.
 *
 * <p>An interrupted thread counts as waiting until it notices the interrupt. It must therefore come back for work, as
 * the threads of a {@link java.util.concurrent.ThreadPoolExecutor} do.
 */
class HandoffQueue extends LinkedBlockingQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    private final transient ReentrantLock lock = new ReentrantLock();
    private final transient Condition work = lock.newCondition();

    @GuardedBy("lock")
    private int waiting;

    /** Adds the task if a waiting thread has no other task to take. Otherwise returns false and adds nothing. */
    boolean handOver(Runnable task) {
        lock.lock();
        try {
            return waiting > size() && offer(task);
        } finally {
            lock.unlock();
        }
    }

    /** Whether more tasks than waiting threads exist. */
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
        try {
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
            }
        } finally {
            lock.unlock();
        }
    }
}
