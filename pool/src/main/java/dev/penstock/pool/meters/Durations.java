package dev.penstock.pool.meters;

import dev.penstock.waits.EventStats;

/**
 * Durations that were measured: an immutable value.
 *
 * @param buckets the number in each bucket of {@link #LIMITS}, and at last the number beyond
 * @param count the number of all
 * @param sumSeconds the sum of all, in seconds, within 1 %
 * @param recent those of the last one to two minutes
 */
record Durations(long[] buckets, long count, double sumSeconds, Recent recent) {
    /** The upper limits of the buckets, in nanoseconds. */
    private static final long[] LIMITS = {
        100_000,
        500_000,
        1_000_000,
        5_000_000,
        10_000_000,
        50_000_000,
        100_000_000,
        500_000_000,
        1_000_000_000,
        5_000_000_000L,
        10_000_000_000L,
        30_000_000_000L
    };

    /** The largest and two percentiles of durations, in seconds; 0 if there is none. */
    record Recent(double max, double p50, double p99) {
        static Recent of(EventStats recent) {
            return new Recent(
                    seconds(recent.maxNanos()),
                    seconds(recent.percentileNanos(0.5)),
                    seconds(recent.percentileNanos(0.99)));
        }
    }

    /** The waits that ended, without those under way. */
    static Durations of(EventStats all, EventStats recent) {
        return new Durations(
                all.distribution().countsUpTo(LIMITS),
                all.distribution().total(),
                seconds(all.distribution().sumNanos()),
                Recent.of(recent));
    }

    /** The same with the time of a part that follows each of these durations. */
    Durations followedBy(Durations next) {
        return new Durations(buckets, next.count, sumSeconds + next.sumSeconds, recent);
    }

    /** The upper limits of the buckets, in seconds; the last is infinite. */
    static double[] limits() {
        double[] limits = new double[LIMITS.length + 1];
        for (int i = 0; i < LIMITS.length; i++) {
            limits[i] = LIMITS[i] / 1e9;
        }
        limits[LIMITS.length] = Double.POSITIVE_INFINITY;
        return limits;
    }

    static double seconds(long nanos) {
        return seconds((double) nanos);
    }

    private static double seconds(double nanos) {
        return nanos / 1e9;
    }
}
