package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread pool that gives work to a waiting thread before it makes another one. {@link ThreadPoolExecutor} alone makes
 * a thread for each of the first tasks. Thread-safe.
 *
 * <p>A queued task gets another thread as soon as the pool may have more threads, or if a thread was just about to end.
 * It does not have to wait for the present threads, because they may hang.
 */
final class ReusingExecutor extends ThreadPoolExecutor {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.threads");

    private final HandoffQueue tasks;
    /** The text form of the thread factory. */
    private final String name;

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
        this.name = threads.toString();
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

    /** If this fails, the work waits for the next thread that is free. */
    private void addThreadIfShort() {
        try {
            if (tasks.isShort()) {
                prestartCoreThread();
            }
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "{}: no thread can be added for waiting work", name, e);
        }
    }
}
