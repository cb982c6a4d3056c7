package dev.penstock.pool;

import dev.penstock.backends.Scheduler;
import dev.penstock.backends.threads.SystemScheduler;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The scheduler of a virtual machine that can start no thread while the test says so. */
final class RefusingScheduler implements Scheduler {
    private final Scheduler usual = SystemScheduler.INSTANCE;
    private volatile boolean refusing;

    /** Refuses threads from now on, or no longer. */
    void refuse(boolean value) {
        refusing = value;
    }

    private void failIfRefusing() {
        if (refusing) {
            throw new OutOfMemoryError("unable to create native thread: scripted");
        }
    }

    @Override
    public ThreadPoolExecutor executor(ThreadFactory threads, int width, Duration idle) {
        return new ThreadPoolExecutor(
                width, width, idle.toNanos(), TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), threads) {
            {
                allowCoreThreadTimeOut(true);
                setRejectedExecutionHandler(
                        (late, shut) -> threads.newThread(late).start());
            }

            @Override
            public void execute(Runnable task) {
                failIfRefusing();
                super.execute(task);
            }
        };
    }

    @Override
    public ScheduledExecutorService timer(ThreadFactory threads) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads) {
            @Override
            public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
                failIfRefusing();
                return super.scheduleWithFixedDelay(task, first, delay, unit);
            }
        };
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    @Override
    public void park(Object blocker, long nanos) {
        usual.park(blocker, nanos);
    }

    @Override
    public void unpark(Thread thread) {
        usual.unpark(thread);
    }

    @Override
    public SplittableRandom random() {
        return usual.random();
    }
}
