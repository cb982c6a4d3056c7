package dev.penstock.benchmarks.report;

import java.util.Locale;

/** The formats of numbers for readers. */
final class Figures {
    private static final double MANY = 100;
    private static final double SOME = 10;

    private Figures() {}

    /** Two or three significant digits, with separators of thousands. */
    static String rounded(double value) {
        double size = Math.abs(value);
        if (size >= MANY || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= SOME ? "%.1f" : "%.2f", value);
    }

    /** All digits of the number. */
    static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%s", value);
    }
}
