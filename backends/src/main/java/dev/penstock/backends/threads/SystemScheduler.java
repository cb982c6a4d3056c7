package dev.penstock.backends.threads;

import dev.penstock.backends.Scheduler;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;

/** The scheduler that uses the threads of the virtual machine. */
public enum SystemScheduler implements Scheduler {
    /** The only instance. */
    INSTANCE;

    @Override
    public ThreadPoolExecutor executor(ThreadFactory threads, int width, Duration idle) {
        return new ReusingExecutor(threads, width, idle);
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
