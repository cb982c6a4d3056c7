package dev.penstock.chaos.simulation.kernel;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread pool whose tasks run as events, at most {@code width} at a time; only the settings are those of the JDK. */
final class SimulatedThreadPool extends ThreadPoolExecutor {
    private final Kernel kernel;
    private final Starvation starvation;
    private final int actor;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int coming;
    private int working;

    SimulatedThreadPool(Kernel kernel, Starvation starvation, int width, int actor) {
        super(width, width, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        this.kernel = kernel;
        this.starvation = starvation;
        this.actor = actor;
    }

    @Override
    public void execute(Runnable work) {
        if (isShutdown()) {
            kernel.after(starvation.workerDelay(), actor, work);
        } else {
            waiting.add(work);
            dispatch();
        }
        starvation.mayGetStuck();
        kernel.mayPreempt();
    }

    /** Starts a simulated thread for each waiting task that has none, up to the maximum. */
    private void dispatch() {
        while (coming < waiting.size() && coming + working < getMaximumPoolSize()) {
            coming++;
            kernel.after(starvation.workerDelay(), actor, this::run);
        }
    }

    private void run() {
        coming--;
        working++;
        try {
            Runnable work = waiting.poll();
            if (work != null) {
                work.run();
            }
        } finally {
            working--;
            dispatch();
        }
    }

    @Override
    public boolean remove(Runnable work) {
        return waiting.remove(work);
    }

    @Override
    public void setMaximumPoolSize(int width) {
        super.setMaximumPoolSize(width);
        dispatch();
    }
}
