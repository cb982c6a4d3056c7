package dev.penstock.waits;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Durations in nanoseconds for properties: every order of magnitude as likely as any other. */
final class Durations {
    private Durations() {}

    static Arbitrary<Long> upTo(long most) {
        int octaves = Long.SIZE - Long.numberOfLeadingZeros(most);
        return Arbitraries.integers()
                .between(0, octaves)
                .flatMap(octave -> Arbitraries.longs().between(0, Math.min(most, (1L << octave) - 1)));
    }
}
