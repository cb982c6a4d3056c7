package dev.penstock.backends;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * An SPI that gives a pool its executors, timers, parking and random numbers. A simulation replaces it to control
 * threads and time. Implementations are thread-safe.
 */
public interface Scheduler {
    /**
     * Creates an executor of up to {@code width} threads, each of which ends after it was idle for {@code idle}. Once
     * the executor is shut down, it runs late work on a new thread each.
     */
    ThreadPoolExecutor executor(ThreadFactory threads, int width, Duration idle);

    /** Creates a timer with one thread. It removes cancelled work at once. */
    ScheduledExecutorService timer(ThreadFactory threads);

    /**
     * Parks the calling thread for up to {@code nanos} nanoseconds: until it is unparked or interrupted, or for less,
     * as {@link java.util.concurrent.locks.LockSupport} does.
     */
    void park(Object blocker, long nanos);

    /** Unparks a thread, or lets its next call of {@link #park} return at once. */
    void unpark(Thread thread);

    /**
     * A point without locks at which a simulation may suspend a thread of the pool, as a machine could. Does nothing
     * otherwise.
     */
    default void interlude() {}

    /** A source of random numbers for one part of a pool, which uses it on one thread at a time. */
    SplittableRandom random();
}
