package dev.penstock.chaos.arena;

import dev.penstock.chaos.world.SharedWorkers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An executor of the application, which lends the pool two workers and may keep them busy with something else. */
public final class Background implements AutoCloseable {
    private static final int WORKERS = 2;
    /** A task that is due for longer is queued behind something else. */
    private static final long LATE_MILLIS = 100;

    private final AtomicInteger next = new AtomicInteger();
    private final ScheduledThreadPoolExecutor executor;

    Background() {
        executor = new ScheduledThreadPoolExecutor(WORKERS, work -> {
            Thread thread = new Thread(work, "shared-worker-" + next.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.prestartAllCoreThreads();
    }

    ScheduledThreadPoolExecutor executor() {
        return executor;
    }

    /** Keeps all workers busy until the latch is released. */
    public void occupy(CountDownLatch until, boolean computing) {
        for (int i = 0; i < WORKERS; i++) {
            executor.execute(computing ? SharedWorkers.computing(until) : SharedWorkers.sleeping(until));
        }
    }

    /** The tasks that are due for more than 100 ms. */
    public long lateTasks() {
        return executor.getQueue().stream()
                .filter(task -> task instanceof java.util.concurrent.Delayed delayed
                        && delayed.getDelay(TimeUnit.MILLISECONDS) < -LATE_MILLIS)
                .count();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
