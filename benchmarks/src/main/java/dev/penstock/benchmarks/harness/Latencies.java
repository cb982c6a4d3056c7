package dev.penstock.benchmarks.harness;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Histograms of the latencies of claims and of whole turns: claim, work and release. A pool may let claimants wait in
 * the claim or in the release.
 *
 * @param claim latencies of claims, in nanoseconds
 * @param turn latencies of completed turns, in nanoseconds
 */
record Latencies(Histogram claim, Histogram turn) {
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;

    /** Histograms of one thread. */
    static Latencies own() {
        return new Latencies(new Histogram(LONGEST_NANOS, DIGITS), new Histogram(LONGEST_NANOS, DIGITS));
    }

    /** Histograms that many threads share. */
    static Latencies shared() {
        return new Latencies(
                new ConcurrentHistogram(LONGEST_NANOS, DIGITS), new ConcurrentHistogram(LONGEST_NANOS, DIGITS));
    }

    void add(Latencies other) {
        claim.add(other.claim);
        turn.add(other.turn);
    }
}
