package dev.penstock.benchmarks.report;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
    private static final double MANY = 100;
    private static final double SOME = 10;

    private Figures() {}

    /** Three digits that count, thousands apart. */
    static String rounded(double value) {
        double size = Math.abs(value);
        if (size >= MANY || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= SOME ? "%.1f" : "%.2f", value);
    }

    /** The number as it was meant. */
    static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%s", value);
    }
}
