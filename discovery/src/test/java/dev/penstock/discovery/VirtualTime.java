package dev.penstock.discovery;

import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A clock that a test moves by hand, and an executor whose tasks run in the test's thread when the clock reaches them.
 */
public final class VirtualTime extends AbstractExecutorService implements ScheduledExecutorService, NanoClock {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);
    private long sequence;
    private boolean shutdown;

    /** Starts close to the overflow of the clock, so that every test crosses it. */
    public VirtualTime() {}

    @Override
    public long nanoTime() {
        return now;
    }

    /** Moves the clock and runs each task when it is due. */
    public void advance(Duration duration) {
        long end = now + duration.toNanos();
        Task next = tasks.peek();
        while (next != null && next.due - end <= 0) {
            tasks.remove(next);
            now = next.due - now > 0 ? next.due : now;
            next.run();
            next = tasks.peek();
        }
        now = end - now > 0 ? end : now;
    }

    /** Moves the clock while a task runs, as if it took that long. */
    public void spend(Duration duration) {
        now += duration.toNanos();
    }

    /** Returns the number of planned tasks. */
    public int planned() {
        return tasks.size();
    }

    /** Returns the time until the first planned task. */
    public Duration untilNext() {
        Task next = tasks.peek();
        if (next == null) {
            throw new AssertionError("nothing is planned");
        }
        return Duration.ofNanos(next.due - now);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        if (shutdown) {
            throw new RejectedExecutionException("shut down");
        }
        Task task = new Task(command, now + unit.toNanos(delay), sequence++);
        tasks.add(task);
        return task;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void execute(Runnable command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        List<Runnable> left = new ArrayList<>(tasks);
        tasks.clear();
        return left;
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown && tasks.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }

    private final class Task extends FutureTask<@Nullable Void> implements ScheduledFuture<@Nullable Void> {
        private final long due;
        private final long order;

        Task(Runnable command, long due, long order) {
            super(command, null);
            this.due = due;
            this.order = order;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            tasks.remove(this);
            return super.cancel(mayInterruptIfRunning);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Task that = (Task) other;
            int byTime = Long.compare(due - that.due, 0);
            return byTime != 0 ? byTime : Long.compare(order, that.order);
        }
    }
}
