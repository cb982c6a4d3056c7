package dev.penstock.backends.threads;

import dev.penstock.backends.Scheduler;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;

/** The system's scheduler, whose executors cannot make a thread for a while, as if the machine had none left. */
public final class FragileScheduler implements Scheduler {
    private volatile boolean fails;

    /** Lets each further thread fail, or succeed again. */
    public void setFails(boolean fails) {
        this.fails = fails;
    }

    @Override
    public ThreadPoolExecutor executor(ThreadFactory threads, int width, Duration idle) {
        ThreadFactory fragile = task -> {
            if (fails) {
                throw new OutOfMemoryError("scripted: unable to create native thread");
            }
            return threads.newThread(task);
        };
        return SystemScheduler.INSTANCE.executor(fragile, width, idle);
    }

    @Override
    public ScheduledExecutorService timer(ThreadFactory threads) {
        return SystemScheduler.INSTANCE.timer(threads);
    }

    @Override
    public void park(Object blocker, long nanos) {
        SystemScheduler.INSTANCE.park(blocker, nanos);
    }

    @Override
    public void unpark(Thread thread) {
        SystemScheduler.INSTANCE.unpark(thread);
    }

    @Override
    public SplittableRandom random() {
        return SystemScheduler.INSTANCE.random();
    }
}
