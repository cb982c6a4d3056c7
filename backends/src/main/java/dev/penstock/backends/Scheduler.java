package dev.penstock.backends;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * What runs, plans and parks for a pool: an SPI, by which a simulation stands in for threads, time and chance.
 * Thread-safe.
 */
public interface Scheduler {
    /**
     * Runs work on up to {@code width} threads, each of which ends when it had none for {@code idle}. Once it is shut
     * down, what comes late gets a thread of its own.
     */
    ThreadPoolExecutor executor(ThreadFactory threads, int width, Duration idle);

    /** Runs planned work on one thread; what is cancelled is forgotten at once. */
    ScheduledExecutorService timer(ThreadFactory threads);

    /** Holds the calling thread for up to so many nanoseconds: until it is unparked or interrupted, or for less. */
    void park(Object blocker, long nanos);

    /** Lets the thread go on, or not be held when it is to park next. */
    void unpark(Thread thread);

    /**
     * Called where a thread that tends a pool may be kept from going on for as long as the machine pleases, and holds
     * no lock. Does nothing but in simulations.
     */
    default void interlude() {}

    /** Chance for one part of a pool, which does not share it. */
    SplittableRandom random();
}
