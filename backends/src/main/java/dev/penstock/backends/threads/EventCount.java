package dev.penstock.backends.threads;

import dev.penstock.backends.Scheduler;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/** Something that may have changed, for threads that wait until a condition holds. Thread-safe. */
public final class EventCount {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final Scheduler scheduler;
    private final NanoClock clock;
    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

    public EventCount(Scheduler scheduler, NanoClock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** Who waits looks again. */
    public void signal() {
        waiting.forEach(scheduler::unpark);
    }

    /** Waits until {@code reached}, which may come to hold without a signal, at most {@code limit}. */
    public boolean awaitPolling(BooleanSupplier reached, Duration limit) throws InterruptedException {
        return await(reached, limit, LOOK_AGAIN);
    }

    /** Waits until {@code reached}, at most {@code limit}; returns whether it was. */
    public boolean await(BooleanSupplier reached, Duration limit) throws InterruptedException {
        return await(reached, limit, limit);
    }

    private boolean await(BooleanSupplier reached, Duration limit, Duration look) throws InterruptedException {
        Thread me = Thread.currentThread();
        long began = clock.nanoTime();
        waiting.add(me);
        try {
            while (!reached.getAsBoolean()) {
                long left = limit.toNanos() - (clock.nanoTime() - began);
                if (left <= 0) {
                    return false;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                scheduler.park(this, Math.min(left, look.toNanos()));
            }
            return true;
        } finally {
            waiting.remove(me);
        }
    }
}
