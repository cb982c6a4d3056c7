package dev.penstock.backends.threads;

import dev.penstock.waits.NanoClock;
import dev.penstock.waits.recorder.EventRing;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the background work of one pool runs on: an immutable value of thread-safe parts.
 *
 * @param pool the name of the pool, for threads and logs
 * @param clock the pool's clock
 * @param timer the timer on which deadlines end
 * @param threads the source of all other threads
 * @param log the log of the status tasks
 * @param shared the threads that the backends share
 */
public record PoolRuntime(
        String pool,
        NanoClock clock,
        ScheduledExecutorService timer,
        ThreadSource threads,
        AsyncLog log,
        SharedThreads shared) {
    /** A runtime with a log and shared threads of its own. */
    public PoolRuntime(String pool, NanoClock clock, ScheduledExecutorService timer, ThreadSource threads) {
        this(pool, clock, timer, threads, new AsyncLog(threads, pool), new SharedThreads(threads, pool));
    }

    /** The same, with a log whose lines are recorded in {@code events}, too. */
    public PoolRuntime(
            String pool, NanoClock clock, ScheduledExecutorService timer, ThreadSource threads, EventRing events) {
        this(pool, clock, timer, threads, new AsyncLog(threads, pool, events), new SharedThreads(threads, pool));
    }

    /** Ends the timer, the log and the shared threads. The timer drops all scheduled work. */
    public void close() {
        timer.shutdownNow();
        shared.close();
        log.close();
    }
}
