package dev.penstock.lab.property;

import java.util.SplittableRandom;

/**
 * Random numbers that are often at the edge of their range or small.
 *
 * <p>Of sixteen tries, three draw edges alone, three draw an edge every second time, and ten one time in sixteen.
 * Therefore several values of a case are often at an edge together.
 */
final class BiasedRandom {
    private static final long WIDE = 1_000;

    private final SplittableRandom random;
    private final double edges;

    BiasedRandom(SplittableRandom random) {
        this.random = random;
        int kind = random.nextInt(16);
        edges = kind < 3 ? 1 : kind < 6 ? 0.5 : 1 / 16.0;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** A number below the bound, all equally likely. */
    int index(int bound) {
        return random.nextInt(bound);
    }

    /** A number from 0 to the bound, unsigned. In a wide range, every order of magnitude comes up. */
    long upTo(long bound) {
        if (chance(edges)) {
            return edge(bound);
        }
        boolean wide = Long.compareUnsigned(bound, WIDE) > 0;
        return wide && random.nextBoolean() ? magnitude(bound) : uniform(bound);
    }

    private long edge(long bound) {
        long near = random.nextInt(3);
        if (Long.compareUnsigned(near, bound) > 0) {
            return bound;
        }
        return random.nextBoolean() ? near : bound - Math.min(near, 1);
    }

    private long magnitude(long bound) {
        int bits = random.nextInt(1 + Long.SIZE - Long.numberOfLeadingZeros(bound));
        long value = bits == 0 ? 0 : random.nextLong() >>> (Long.SIZE - bits);
        return Long.compareUnsigned(value, bound) > 0 ? bound : value;
    }

    private long uniform(long bound) {
        if (bound >= 0 && bound < Long.MAX_VALUE) {
            return random.nextLong(bound + 1);
        }
        long value = random.nextLong();
        while (Long.compareUnsigned(value, bound) > 0) {
            value = random.nextLong();
        }
        return value;
    }

    /** The length of a list: the shortest, one more, the longest, or any; short ones more often. */
    int length(int min, int max) {
        if (chance(edges)) {
            int[] ends = {min, Math.min(min + 1, max), max};
            return ends[index(ends.length)];
        }
        int more = max - min;
        return min + (int) (random.nextBoolean() ? magnitude(more) : uniform(more));
    }
}
