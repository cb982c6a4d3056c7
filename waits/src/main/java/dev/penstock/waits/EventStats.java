package dev.penstock.waits;

/**
 * What was recorded of one wait event: an immutable value.
 *
 * @param total entries that ended
 * @param active entries under way at the snapshot
 * @param totalNanos their time together, in nanoseconds, those under way left out
 * @param maxNanos the longest, in nanoseconds
 * @param distribution how the durations are distributed
 */
public record EventStats(long total, long active, long totalNanos, long maxNanos, Distribution distribution) {
    /** Statistics of nothing. */
    public static final EventStats NONE = new EventStats(0, 0, 0, 0, Distribution.EMPTY);

    /** See {@link Distribution#percentileNanos}; never above {@link #maxNanos}. */
    public long percentileNanos(double share) {
        return Math.min(maxNanos, distribution.percentileNanos(share));
    }

    /** Both together. */
    public EventStats plus(EventStats other) {
        return new EventStats(
                total + other.total,
                active + other.active,
                totalNanos + other.totalNanos,
                Math.max(maxNanos, other.maxNanos),
                distribution.plus(other.distribution));
    }

    /** The same without those under way. */
    EventStats ended() {
        return new EventStats(total, 0, totalNanos, maxNanos, distribution);
    }

    /**
     * What these statistics have beyond earlier ones of the same source. {@link #active} is the later one's. The
     * maximum of an interval is not known exactly: it is the later maximum if that is new, else the histogram's
     * highest bucket.
     */
    public EventStats minus(EventStats earlier) {
        Distribution between = distribution.minus(earlier.distribution);
        long longest = maxNanos > earlier.maxNanos ? maxNanos : Math.min(maxNanos, between.highestNanos());
        return new EventStats(total - earlier.total, active, totalNanos - earlier.totalNanos, longest, between);
    }
}
