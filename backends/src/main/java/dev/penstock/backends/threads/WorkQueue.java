package dev.penstock.backends.threads;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The waiting work of {@link BoundedWorkers}, and the number of threads at work. Thread-safe.
 *
 * <p>A thread is reserved under the lock and started without it. While work waits, the number of reserved threads is
 * the limit, unless a thread could not be started.
 */
final class WorkQueue {
    private final int width;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    /** The threads that run work or are reserved. */
    @GuardedBy("lock")
    private int working;

    /**
     * The threads that hang. The increment of a call may arrive after its decrement, so the number can be negative for
     * a moment.
     */
    @GuardedBy("lock")
    private int hanging;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * Creates an empty queue.
     *
     * @param width the most threads, without those added for hanging ones
     */
    WorkQueue(int width) {
        this.width = width;
    }

    /** What follows for new work. */
    enum Admission {
        /** The work waits for a thread that does other work now. */
        WAITS,
        /** A thread is reserved for the work and must be started; the work is not in the queue. */
        NEEDS_THREAD,
        /** The queue is closed: the work is not in the queue, and needs a thread that does not count. */
        IS_LATE
    }

    Admission add(Runnable work) {
        lock.lock();
        try {
            if (closed) {
                return Admission.IS_LATE;
            }
            if (working < limit()) {
                working++;
                return Admission.NEEDS_THREAD;
            }
            waiting.add(work);
            return Admission.WAITS;
        } finally {
            lock.unlock();
        }
    }

    /** Removes work, if it waits. */
    void remove(Runnable work) {
        lock.lock();
        try {
            waiting.remove(work);
        } finally {
            lock.unlock();
        }
    }

    /** The next work of a thread. If there is none or the threads are too many, the thread counts no longer: null. */
    @Nullable
    Runnable nextOrLeave() {
        lock.lock();
        try {
            Runnable next = working > limit() ? null : waiting.poll();
            working -= next == null ? 1 : 0;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Reserved threads were not started. */
    void cancelReserved(int threads) {
        lock.lock();
        try {
            working -= threads;
        } finally {
            lock.unlock();
        }
    }

    /** Changes the number of threads that hang. Returns how many threads are reserved and must be started. */
    int changeHanging(int change) {
        lock.lock();
        try {
            hanging += change;
            return reserve();
        } finally {
            lock.unlock();
        }
    }

    /** Lets all spare threads help from now on. Returns how many threads are reserved and must be started. */
    int close() {
        lock.lock();
        try {
            closed = true;
            return reserve();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private int reserve() {
        int added = Math.max(0, Math.min(waiting.size(), limit() - working));
        working += added;
        return added;
    }

    @GuardedBy("lock")
    private int limit() {
        int spare = closed ? BoundedWorkers.SPARE_THREADS : Math.min(hanging, BoundedWorkers.SPARE_THREADS);
        return width + Math.max(0, spare);
    }

    /** Whether all threads hang, spare ones included. */
    boolean isExhausted() {
        lock.lock();
        try {
            return hanging >= width + BoundedWorkers.SPARE_THREADS;
        } finally {
            lock.unlock();
        }
    }

    /** The amount of work that waits. */
    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
