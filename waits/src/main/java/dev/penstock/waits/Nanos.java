package dev.penstock.waits;

/** Comparisons of moments of a {@link NanoClock}: by difference, because the origin of the clock is arbitrary. */
final class Nanos {
    private Nanos() {}

    static long later(long one, long other) {
        return one - other >= 0 ? one : other;
    }

    static boolean isAfter(long one, long other) {
        return one - other > 0;
    }
}
