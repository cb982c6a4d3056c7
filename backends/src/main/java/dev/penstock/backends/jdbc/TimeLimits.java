package dev.penstock.backends.jdbc;

import java.time.Duration;

/**
 * Converts time limits to the whole units that drivers accept. A limit is rounded up, and is at least 1, because 0
 * means "no limit" to a driver. The pool's own deadline ends a call that exceeds the exact limit.
 */
final class TimeLimits {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private TimeLimits() {}

    /** The limit in whole seconds. */
    static int seconds(Duration limit) {
        return whole(limit, NANOS_PER_SECOND);
    }

    /** The limit in whole milliseconds. */
    static int millis(Duration limit) {
        return whole(limit, NANOS_PER_MILLI);
    }

    private static int whole(Duration limit, long unitNanos) {
        Duration most = Duration.ofSeconds(Integer.MAX_VALUE);
        if (limit.compareTo(most) >= 0) {
            return Integer.MAX_VALUE;
        }
        long nanos = limit.toNanos();
        long units = nanos / unitNanos + (nanos % unitNanos > 0 ? 1 : 0);
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, units));
    }
}
