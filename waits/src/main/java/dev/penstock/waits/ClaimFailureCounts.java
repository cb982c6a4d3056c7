package dev.penstock.waits;

import java.util.concurrent.atomic.LongAdder;

/** The claims that ended without a connection. Thread-safe; no method blocks. */
final class ClaimFailureCounts {
    private final LongAdder failed = new LongAdder();
    private final LongAdder wall = new LongAdder();
    private final LongAdder unaccounted = new LongAdder();

    /** Counts one failed claim. All times are nanoseconds. */
    void record(long wallNanos, long accountedNanos) {
        failed.increment();
        wall.add(wallNanos);
        unaccounted.add(wallNanos - accountedNanos);
    }

    ClaimTotals totals() {
        long failures = failed.sum();
        return new ClaimTotals(failures, failures, wall.sum(), unaccounted.sum());
    }
}
