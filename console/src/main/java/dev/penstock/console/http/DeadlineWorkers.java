package dev.penstock.console.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on a limited number of threads, and interrupts a task that exceeds its time. The interrupt closes the
 * channel from which the task reads, or to which it writes: a client that is slow loses its connection, and not a
 * thread of the console. Thread-safe.
 */
final class DeadlineWorkers implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor clock;
    private final Duration first;
    /** Of threads that belong to this object alone, and end with it. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Run> current = new ThreadLocal<>();

    /**
     * Workers without a thread yet.
     *
     * @param threads the most threads
     * @param queue the most tasks that wait for a thread
     * @param first the time of a task that does not extend it
     */
    DeadlineWorkers(ThreadFactory factory, int threads, int queue, Duration first) {
        this.first = first;
        this.workers = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), factory);
        workers.allowCoreThreadTimeOut(true);
        this.clock = new ScheduledThreadPoolExecutor(1, factory);
        clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
    }

    /**
     * Runs a task soon.
     *
     * @throws RejectedExecutionException if too many tasks wait; the server then closes the connection
     */
    @Override
    public void execute(Runnable task) {
        workers.execute(() -> run(task));
    }

    private void run(Runnable task) {
        Run run = new Run(Thread.currentThread());
        current.set(run);
        try {
            run.limit(first);
            task.run();
        } finally {
            current.remove();
            run.end();
        }
    }

    /** Gives the task of the calling thread {@code time} from now on. */
    void extend(Duration time) {
        Run run = current.get();
        if (run != null) {
            run.limit(time);
        }
    }

    /** Interrupts all tasks, runs no more, and waits up to a second for the end of the threads. */
    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
        try {
            workers.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One run of a task. No interrupt reaches the thread after {@link #end}. */
    private final class Run {
        private final Thread thread;
        private final ReentrantLock lock = new ReentrantLock();

        @GuardedBy("lock")
        private @Nullable ScheduledFuture<?> alarm;

        @GuardedBy("lock")
        private boolean over;

        Run(Thread thread) {
            this.thread = thread;
        }

        void limit(Duration time) {
            lock.lock();
            try {
                cancel();
                alarm = clock.schedule(this::interrupt, time.toNanos(), TimeUnit.NANOSECONDS);
            } finally {
                lock.unlock();
            }
        }

        @GuardedBy("lock")
        private void cancel() {
            if (alarm != null) {
                alarm.cancel(false);
            }
        }

        private void interrupt() {
            lock.lock();
            try {
                if (!over) {
                    thread.interrupt();
                }
            } finally {
                lock.unlock();
            }
        }

        void end() {
            lock.lock();
            try {
                over = true;
                cancel();
                Thread.interrupted();
            } finally {
                lock.unlock();
            }
        }
    }
}
