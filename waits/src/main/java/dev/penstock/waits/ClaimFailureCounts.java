package dev.penstock.waits;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The claims that ended without a connection. Thread-safe; no method blocks. */
final class ClaimFailureCounts {
    private static final ClaimTotals.Outcome[] OUTCOMES = ClaimTotals.Outcome.values();

    private final LongAdder[] failed = new LongAdder[OUTCOMES.length];
    private final LongAdder wall = new LongAdder();
    private final LongAdder unaccounted = new LongAdder();

    ClaimFailureCounts() {
        Arrays.setAll(failed, i -> new LongAdder());
    }

    /** Counts one failed claim. All times are nanoseconds. */
    void record(ClaimTotals.Outcome outcome, long wallNanos, long accountedNanos) {
        failed[outcome.ordinal()].increment();
        wall.add(wallNanos);
        unaccounted.add(wallNanos - accountedNanos);
    }

    /** The present counts by outcome. */
    Map<ClaimTotals.Outcome, Long> byOutcome() {
        Map<ClaimTotals.Outcome, Long> counts = new EnumMap<>(ClaimTotals.Outcome.class);
        for (ClaimTotals.Outcome outcome : OUTCOMES) {
            counts.put(outcome, failed[outcome.ordinal()].sum());
        }
        return Collections.unmodifiableMap(counts);
    }

    /** The totals of the failed claims that {@code counts} has. */
    ClaimTotals totals(Map<ClaimTotals.Outcome, Long> counts) {
        long failures = counts.values().stream().mapToLong(Long::longValue).sum();
        return new ClaimTotals(failures, failures, wall.sum(), unaccounted.sum());
    }
}
