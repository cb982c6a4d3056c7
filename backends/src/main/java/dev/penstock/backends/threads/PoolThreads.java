package dev.penstock.backends.threads;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a pool.
 *
 * @param statusExecutor runs the status tasks; null for threads of the pool
 * @param source makes all other threads
 */
public record PoolThreads(@Nullable Executor statusExecutor, ThreadSource source) {
    /** Threads of the virtual machine. */
    public PoolThreads(@Nullable Executor statusExecutor, @Nullable ThreadFactory factory) {
        this(statusExecutor, new ThreadSource(factory));
    }

    /** Daemon threads that the pool makes itself. */
    public static PoolThreads own() {
        return new PoolThreads(null, new ThreadSource(null));
    }
}
