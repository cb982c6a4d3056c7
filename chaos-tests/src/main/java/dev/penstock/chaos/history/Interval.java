package dev.penstock.chaos.history;

import dev.penstock.chaos.world.Latencies;
import java.util.concurrent.atomic.AtomicLong;

/** Figures of the operations that ended in one interval of a run. Thread-safe. */
public final class Interval {
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final Latencies acquire = new Latencies();

    Interval() {}

    void acquired(long nanos) {
        acquire.record(nanos);
        slowest.accumulateAndGet(nanos, Math::max);
    }

    /** Frees memory. The interval has ended long ago. */
    void compress() {
        acquire.compress();
    }

    void completedOne() {
        completed.incrementAndGet();
    }

    void failedOne() {
        failed.incrementAndGet();
    }

    /** The operations that succeeded. */
    public long completed() {
        return completed.get();
    }

    /** The operations that failed. */
    public long failed() {
        return failed.get();
    }

    /** The slowest {@code getConnection()}, successful or not, in nanoseconds; 0 if there was none. */
    public long slowestAcquireNanos() {
        return slowest.get();
    }

    /** The times of {@code getConnection()}, successful or not. */
    public Latencies acquire() {
        return acquire;
    }
}
