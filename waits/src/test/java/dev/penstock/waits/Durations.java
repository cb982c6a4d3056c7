package dev.penstock.waits;

import static dev.penstock.lab.property.Generators.ints;
import static dev.penstock.lab.property.Generators.longs;

import dev.penstock.lab.property.Generator;

/** Generators of durations in nanoseconds. Every order of magnitude is equally likely. */
final class Durations {
    private Durations() {}

    static Generator<Long> upTo(long most) {
        int octaves = Long.SIZE - Long.numberOfLeadingZeros(most);
        return choices -> {
            int octave = choices.draw(ints(0, octaves));
            return choices.draw(longs(0, Math.min(most, (1L << octave) - 1)));
        };
    }
}
