package dev.penstock.chaos.simulation.kernel;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A single-threaded timer in virtual time: due tasks wait while the thread is busy or starved. */
final class SimulatedTimer extends AbstractExecutorService implements ScheduledExecutorService {
    private final Kernel kernel;
    private final Starvation starvation;
    private final boolean mayHang;
    private final Queue<ScheduledTask> due = new ArrayDeque<>();
    private boolean busy;
    private boolean shut;

    SimulatedTimer(Kernel kernel, Starvation starvation, boolean mayHang) {
        this.kernel = kernel;
        this.starvation = starvation;
        this.mayHang = mayHang;
    }

    @Override
    public void execute(Runnable work) {
        schedule(work, 0, 0).isDone();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        return schedule(work, unit.toNanos(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long initial, long delay, TimeUnit unit) {
        return schedule(work, unit.toNanos(initial), unit.toNanos(delay));
    }

    private ScheduledTask schedule(Runnable work, long delay, long again) {
        if (shut) {
            throw new RejectedExecutionException("the simulated timer is shut down");
        }
        ScheduledTask task = new ScheduledTask(work, again);
        task.after(delay);
        if (again == 0) {
            kernel.mayPreempt();
        }
        return task;
    }

    private void isDue(ScheduledTask task) {
        due.add(task);
        if (!busy) {
            busy = true;
            run();
        }
    }

    private void next() {
        if (!busy && !due.isEmpty()) {
            busy = true;
            kernel.after(starvation.timerDelay(), ActorIds.TIMER, this::run);
        }
    }

    private void run() {
        long delay = starvation.timerDelay();
        if (delay > 0) {
            kernel.after(delay, ActorIds.TIMER, this::run);
            return;
        }
        try {
            ScheduledTask task = due.poll();
            if (task != null && !task.isDone() && !shut) {
                if (mayHang) {
                    starvation.hangOnce();
                }
                task.runOnce();
            }
        } finally {
            busy = false;
            next();
        }
    }

    @Override
    public void shutdown() {
        shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shut = true;
        due.clear();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut && !busy;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long initial, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    /** A scheduled task. */
    private final class ScheduledTask implements ScheduledFuture<Object> {
        private final Runnable work;
        private final long again;
        private @Nullable Event event;
        private boolean cancelled;
        private boolean done;

        ScheduledTask(Runnable work, long again) {
            this.work = work;
            this.again = again;
        }

        void after(long delay) {
            event = kernel.after(delay, ActorIds.TIMER, () -> isDue(this));
        }

        void runOnce() {
            done = again == 0;
            work.run();
            if (!done && !cancelled && !shut) {
                after(again);
            }
        }

        @Override
        public boolean cancel(boolean interrupt) {
            if (isDone()) {
                return false;
            }
            cancelled = true;
            if (event != null) {
                event.cancelled = true;
            }
            return true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean isDone() {
            return done || cancelled;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable Object get() {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable Object get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }
    }
}
