package dev.penstock.chaos.simulation.kernel;

import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An application's executor, with the delays, rejections and repeated runs that status tasks must survive. */
public final class ApplicationExecutor implements Executor {
    private static final int WIDTH = 2;
    private static final int TWICE_IN = 50;

    private final Kernel kernel;
    private final SplittableRandom chance;
    private final Starvation starvation;
    private final Executor threads;
    private long busyUntil;
    private boolean refusing;

    /** Creates an executor with two threads, started by {@code kernel}. */
    public ApplicationExecutor(Kernel kernel, SplittableRandom chance, Starvation starvation) {
        this.kernel = kernel;
        this.chance = chance;
        this.starvation = starvation;
        this.threads = new SimulatedThreadPool(kernel, starvation, WIDTH, ActorIds.STATUS);
    }

    /** Keeps all threads of the executor busy for {@code nanos}. */
    public void busy(long nanos) {
        busyUntil = kernel.elapsed() + nanos;
        starvation.late(nanos);
    }

    /** Makes the executor refuse all work from now on, or take it again. */
    public void refuse(boolean now) {
        if (now != refusing) {
            starvation.lateOn(now ? 1 : -1);
        }
        refusing = now;
    }

    /** Ends all faults. */
    public void end() {
        busyUntil = 0;
        refuse(false);
    }

    @Override
    public void execute(Runnable work) {
        if (refusing) {
            throw new RejectedExecutionException("the application is closing");
        }
        long wait = busyUntil - kernel.elapsed();
        if (wait > 0) {
            kernel.after(wait, ActorIds.STATUS, () -> threads.execute(work));
            return;
        }
        threads.execute(work);
        if (chance.nextInt(TWICE_IN) == 0) {
            threads.execute(work);
        }
    }
}
