package dev.penstock.waits;

/**
 * The statistics of one wait event: an immutable value.
 *
 * @param total waits that ended
 * @param active waits under way at the moment of the snapshot
 * @param totalNanos the time of all waits, up to the moment of the snapshot for those under way, in nanoseconds. It
 *     never decreases from one snapshot to the next, and grows while a wait hangs.
 * @param maxNanos the longest wait that ended, in nanoseconds
 * @param distribution the distribution of the waits that ended
 */
public record EventStats(long total, long active, long totalNanos, long maxNanos, Distribution distribution) {
    /** Statistics of nothing. */
    static final EventStats NONE = new EventStats(0, 0, 0, 0, Distribution.EMPTY);

    /**
     * The duration in nanoseconds that the given share of waits does not exceed, within 1 %; at most {@link #maxNanos}.
     *
     * @param share between 0 and 1, for example 0.99
     * @throws IllegalArgumentException if {@code share} is not between 0 and 1
     */
    public long percentileNanos(double share) {
        return Math.min(maxNanos, distribution.percentileNanos(share));
    }

    /** The sums of both. */
    EventStats plus(EventStats other) {
        return new EventStats(
                total + other.total,
                active + other.active,
                totalNanos + other.totalNanos,
                Math.max(maxNanos, other.maxNanos),
                distribution.plus(other.distribution));
    }

    /** The same statistics without the waits under way. */
    EventStats withoutActive() {
        return new EventStats(total, 0, totalNanos, maxNanos, distribution);
    }

    /**
     * The difference to earlier statistics of the same source; {@link #active} is the later one's. The maximum of an
     * interval is not known exactly. It is the later maximum if that is new, otherwise the middle of the highest
     * bucket.
     */
    EventStats minus(EventStats earlier) {
        Distribution between = distribution.minus(earlier.distribution);
        long longest = maxNanos > earlier.maxNanos ? maxNanos : Math.min(maxNanos, between.highestNanos());
        return new EventStats(total - earlier.total, active, totalNanos - earlier.totalNanos, longest, between);
    }

    boolean isEmpty() {
        return total == 0 && active == 0 && totalNanos == 0;
    }

    /** For example {@code total=4172, active=7, p50 758 µs, p99 4.9 ms, max 31 ms}. */
    @Override
    public String toString() {
        return "total=" + total + ", active=" + active + ", p50 " + DurationFormat.format(percentileNanos(0.50))
                + ", p99 " + DurationFormat.format(percentileNanos(0.99)) + ", max "
                + DurationFormat.format(maxNanos);
    }
}
