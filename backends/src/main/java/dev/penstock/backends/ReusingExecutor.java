package dev.penstock.backends;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread that waits for work takes what comes before another thread is made for it; {@link ThreadPoolExecutor}
 * alone makes one for each of the first tasks. Thread-safe.
 */
final class ReusingExecutor extends ThreadPoolExecutor {
    private final HandoffQueue tasks;

    ReusingExecutor(ThreadFactory threads, int width, Duration idle) {
        this(new HandoffQueue(), threads, width, idle);
    }

    private ReusingExecutor(HandoffQueue tasks, ThreadFactory threads, int width, Duration idle) {
        super(
                width,
                width,
                idle.toNanos(),
                TimeUnit.NANOSECONDS,
                tasks,
                threads,
                (late, shut) -> threads.newThread(late).start());
        this.tasks = tasks;
        allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        if (!tasks.handOver(task)) {
            super.execute(task);
        }
    }
}
