package dev.penstock.waits;

/** Comparisons of moments on a {@link NanoClock}, whose origin is arbitrary: by difference, never by value. */
final class Nanos {
    private Nanos() {}

    static long later(long one, long other) {
        return one - other >= 0 ? one : other;
    }

    static boolean isAfter(long one, long other) {
        return one - other > 0;
    }
}
