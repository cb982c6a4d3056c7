package dev.penstock.backends.threads;

import dev.penstock.backends.Scheduler;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The threads that an application gives to a pool.
 *
 * @param statusExecutor runs the status tasks; null for a dedicated thread each
 * @param factory makes the threads of supervisor and backends; null for daemon threads named for their work
 * @param scheduler runs and parks these threads
 */
public record PoolThreads(
        @Nullable Executor statusExecutor, @Nullable ThreadFactory factory, Scheduler scheduler) {
    /** Threads of the virtual machine. */
    public PoolThreads(@Nullable Executor statusExecutor, @Nullable ThreadFactory factory) {
        this(statusExecutor, factory, SystemScheduler.INSTANCE);
    }

    /** Daemon threads that the pool makes itself. */
    public static PoolThreads own() {
        return new PoolThreads(null, null);
    }
}
