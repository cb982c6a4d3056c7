package dev.penstock.chaos.simulation.kernel;

import dev.penstock.backends.Scheduler;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;

/** A scheduler in virtual time, with the delays that the faults inject. */
public final class SimulatedScheduler implements Scheduler {
    private final Kernel kernel;
    private final SplittableRandom chance;
    private final Starvation starvation;
    private int timers;

    /** Creates a scheduler whose threads {@code starvation} delays. */
    public SimulatedScheduler(Kernel kernel, SplittableRandom chance, Starvation starvation) {
        this.kernel = kernel;
        this.chance = chance;
        this.starvation = starvation;
    }

    /** A status task and a log line may get stuck: they run on the threads of the status tasks, or on a single one. */
    @Override
    public ThreadPoolExecutor executor(ThreadFactory threads, int width, Duration idle) {
        boolean status = width == 1 || threads.toString().startsWith("penstock-status-");
        return new SimulatedThreadPool(kernel, starvation, width, status ? ActorIds.STATUS : ActorIds.WORKER);
    }

    /** The first timer enforces deadlines; the later ones belong to supervisors, which may hang. */
    @Override
    public ScheduledExecutorService timer(ThreadFactory threads) {
        return new SimulatedTimer(kernel, starvation, timers++ > 0);
    }

    @Override
    public void park(Object blocker, long nanos) {
        kernel.park(blocker, nanos);
    }

    @Override
    public void unpark(Thread thread) {
        kernel.unpark(thread);
    }

    @Override
    public void interlude() {
        kernel.interlude();
        starvation.mayBeHeldUp();
        kernel.mayPreempt();
    }

    @Override
    public SplittableRandom random() {
        return chance.split();
    }
}
