package dev.penstock.pool.instrument;

/**
 * A time range with both ends inclusive: an immutable value.
 *
 * @param fromMillis its begin, in milliseconds since 1970; {@link Long#MIN_VALUE} for no bound
 * @param toMillis its end, in milliseconds since 1970; {@link Long#MAX_VALUE} for no bound
 */
public record TimeRange(long fromMillis, long toMillis) {
    /** No bounds. */
    public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

    /** Whether the whole of {@code other} is in this range. */
    public boolean contains(TimeRange other) {
        return fromMillis <= other.fromMillis && other.toMillis <= toMillis;
    }
}
