package dev.penstock.backends.threads;

import dev.penstock.backends.Scheduler;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * An event count: threads wait on it until a condition holds, and a signal makes them look at the condition again.
 * Thread-safe.
 */
public final class EventCount {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private final Scheduler scheduler;
    private final NanoClock clock;
    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

    /** Creates an event count; {@code scheduler} parks the waiting threads. */
    public EventCount(Scheduler scheduler, NanoClock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** Makes every waiting thread look at its condition again. */
    public void signal() {
        waiting.forEach(scheduler::unpark);
    }

    /**
     * Waits for a condition that may come to hold without a signal. Looks at it every 10 ms, too.
     *
     * @return whether the condition held within {@code limit}
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean awaitPolling(BooleanSupplier condition, Duration limit) throws InterruptedException {
        return await(condition, limit, POLL_INTERVAL);
    }

    /**
     * Waits for a condition.
     *
     * @return whether the condition held within {@code limit}
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
        return await(condition, limit, limit);
    }

    private boolean await(BooleanSupplier condition, Duration limit, Duration interval) throws InterruptedException {
        Thread me = Thread.currentThread();
        long began = clock.nanoTime();
        waiting.add(me);
        try {
            while (!condition.getAsBoolean()) {
                long left = limit.toNanos() - (clock.nanoTime() - began);
                if (left <= 0) {
                    return false;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                scheduler.park(this, Math.min(left, interval.toNanos()));
            }
            return true;
        } finally {
            waiting.remove(me);
        }
    }
}
