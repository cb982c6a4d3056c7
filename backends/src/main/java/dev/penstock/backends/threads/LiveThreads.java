package dev.penstock.backends.threads;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The threads of one pool, so that the end of the pool can wait for theirs. Keeps no thread alive. Thread-safe. */
public final class LiveThreads {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Thread, Boolean> threads = new WeakHashMap<>();

    /** Creates the set of a pool without threads. */
    public LiveThreads() {}

    void add(Thread thread) {
        lock.lock();
        try {
            threads.put(thread, true);
        } finally {
            lock.unlock();
        }
    }

    /** The threads that run at this moment, without the calling thread. */
    public List<Thread> running() {
        List<Thread> running = new ArrayList<>();
        lock.lock();
        try {
            threads.keySet().removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
            running.addAll(threads.keySet());
        } finally {
            lock.unlock();
        }
        running.removeIf(thread -> !thread.isAlive() || thread.equals(Thread.currentThread()));
        return running;
    }

    /**
     * Waits until no thread runs but the calling one.
     *
     * @return the threads that still run after {@code limit}
     * @throws InterruptedException if interrupted while waiting
     */
    public List<Thread> awaitEnd(Duration limit, NanoClock clock) throws InterruptedException {
        long began = clock.nanoTime();
        List<Thread> running = running();
        while (!running.isEmpty()) {
            long left = limit.toNanos() - (clock.nanoTime() - began);
            if (left <= 0) {
                return running;
            }
            TimeUnit.NANOSECONDS.timedJoin(running.get(0), left);
            running = running();
        }
        return running;
    }
}
