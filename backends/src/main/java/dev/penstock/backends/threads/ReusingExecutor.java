package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that waits for work takes what comes before another thread is made for it; {@link ThreadPoolExecutor}
 * alone makes one for each of the first tasks. Thread-safe.
 *
 * <p>What is queued because there are as many threads as there may be gets one if there may be more meanwhile, or if
 * one of them was just about to end: others may hang.
 */
final class ReusingExecutor extends ThreadPoolExecutor {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReusingExecutor.class);

    private final HandoffQueue tasks;

    ReusingExecutor(ThreadFactory threads, int width, Duration idle) {
        this(new HandoffQueue(), threads, width, idle);
    }

    ReusingExecutor(HandoffQueue tasks, ThreadFactory threads, int width, Duration idle) {
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
        setThreadFactory(worker -> threads.newThread(() -> {
            worker.run();
            addThreadIfShort();
        }));
    }

    @Override
    public void execute(Runnable task) {
        if (!tasks.handOver(task)) {
            super.execute(task);
            addThreadIfShort();
        }
    }

    /** Where that fails the work waits on, for the next thread that has time. */
    private void addThreadIfShort() {
        try {
            if (tasks.isShort()) {
                prestartCoreThread();
            }
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "no thread can be added for work that waits", e);
        }
    }
}
