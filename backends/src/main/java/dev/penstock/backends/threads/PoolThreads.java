package dev.penstock.backends.threads;

import dev.penstock.backends.Scheduler;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a pool's work runs on.
 *
 * @param statusExecutor what status tasks run on; null for a dedicated thread each
 * @param factory makes the threads of supervisor and backends; null for daemons named for what they do
 * @param scheduler what runs and parks these threads
 */
public record PoolThreads(
        @Nullable Executor statusExecutor, @Nullable ThreadFactory factory, Scheduler scheduler) {
    /** What runs on the threads of the virtual machine. */
    public PoolThreads(@Nullable Executor statusExecutor, @Nullable ThreadFactory factory) {
        this(statusExecutor, factory, SystemScheduler.INSTANCE);
    }

    /** Daemon threads of the pool's own for everything. */
    public static PoolThreads own() {
        return new PoolThreads(null, null);
    }
}
