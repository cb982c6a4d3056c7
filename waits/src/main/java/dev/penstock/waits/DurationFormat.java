package dev.penstock.waits;

import java.util.Locale;

/** The text form of durations in tables and messages: two or three significant digits and a unit, up to 1,000 s. */
public final class DurationFormat {
    private DurationFormat() {}

    /** The text of a duration in nanoseconds, for example {@code 4.9 ms}. */
    public static String format(long nanos) {
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        if (nanos < 1_000_000) {
            return scaled(nanos / 1e3) + " µs";
        }
        return nanos < 1_000_000_000 ? scaled(nanos / 1e6) + " ms" : scaled(nanos / 1e9) + " s";
    }

    private static String scaled(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }
}
