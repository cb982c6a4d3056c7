package dev.penstock.backends;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The threads of the virtual machine. */
enum SystemScheduler implements Scheduler {
    INSTANCE;

    @Override
    public ThreadPoolExecutor executor(ThreadFactory threads, int width, Duration idle) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                width,
                width,
                idle.toNanos(),
                TimeUnit.NANOSECONDS,
                new LinkedBlockingQueue<>(),
                threads,
                (late, shut) -> threads.newThread(late).start());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public ScheduledExecutorService timer(ThreadFactory threads) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    @Override
    public void park(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
    }

    @Override
    public void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }

    @Override
    public SplittableRandom random() {
        return new SplittableRandom();
    }
}
