package dev.penstock.console.sql;

import java.time.Duration;

/**
 * The limits of each statement: an immutable value.
 *
 * @param time the longest time; a statement that takes longer fails
 * @param rows the most rows of a result; further rows are cut off
 */
public record Limits(Duration time, int rows) {
    /** Five seconds and 100,000 rows. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(5), 100_000);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if the time is below a millisecond, or if there is not at least one row
     */
    public Limits {
        if (time.toMillis() < 1 || time.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("time must be from 1 ms to 24 days, but is " + time);
        }
        if (rows < 1) {
            throw new IllegalArgumentException("rows must be at least 1, but is " + rows);
        }
    }
}
