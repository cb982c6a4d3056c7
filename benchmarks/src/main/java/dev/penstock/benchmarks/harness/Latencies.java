package dev.penstock.benchmarks.harness;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long claims took, and whole turns: claim, work and release. A pool may let its claimants wait in either end.
 *
 * @param claim latencies of claims, in nanoseconds
 * @param turn those of turns that ended, in nanoseconds
 */
record Latencies(Histogram claim, Histogram turn) {
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;

    /** For one thread. */
    static Latencies own() {
        return new Latencies(new Histogram(LONGEST_NANOS, DIGITS), new Histogram(LONGEST_NANOS, DIGITS));
    }

    /** For many. */
    static Latencies shared() {
        return new Latencies(
                new ConcurrentHistogram(LONGEST_NANOS, DIGITS), new ConcurrentHistogram(LONGEST_NANOS, DIGITS));
    }

    void add(Latencies other) {
        claim.add(other.claim);
        turn.add(other.turn);
    }
}
