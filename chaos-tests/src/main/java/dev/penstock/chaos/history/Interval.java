package dev.penstock.chaos.history;

import dev.penstock.chaos.world.Latencies;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Figures of the operations that ended in one interval of a run. Thread-safe. */
public final class Interval {
    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
    private final Latencies acquire = new Latencies();

    Interval() {}

    void acquired(long nanos) {
        acquire.record(nanos);
        slowest.accumulate(nanos);
    }

    void completedOne() {
        completed.increment();
    }

    void failedOne() {
        failed.increment();
    }

    /** The operations that succeeded. */
    public long completed() {
        return completed.sum();
    }

    /** The operations that failed. */
    public long failed() {
        return failed.sum();
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
