package dev.penstock.chaos.arena;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The application's thread factory, in which the next call of a pool may get stuck. Thread-safe. */
public final class StuckThreads implements ThreadFactory {
    private final AtomicInteger made = new AtomicInteger();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final AtomicLong stuck = new AtomicLong();
    private final AtomicReference<@Nullable Runnable> obstacle = new AtomicReference<>();

    StuckThreads() {}

    /** The next call runs into the obstacle. */
    public void arm(Runnable work) {
        obstacle.set(work);
    }

    /** The threads that the pool got and that have not ended. */
    public long alive() {
        return threads.stream().filter(Thread::isAlive).count();
    }

    /** No later call runs into an obstacle. */
    public void disarm() {
        obstacle.set(null);
    }

    /** The calls that ran into an obstacle. */
    public long stuck() {
        return stuck.get();
    }

    @Override
    public Thread newThread(Runnable work) {
        Runnable met = obstacle.getAndSet(null);
        if (met != null) {
            stuck.incrementAndGet();
            met.run();
        }
        threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Thread thread = new Thread(work, "application-" + made.incrementAndGet());
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }
}
