package dev.penstock.chaos.world;

import java.util.concurrent.atomic.AtomicLongArray;

/** How long calls took, as their callers saw it, to within an eighth. Thread-safe. */
public final class Latencies {
    private static final int PARTS = 8;
    private static final int PART_BITS = 3;

    private final AtomicLongArray counts = new AtomicLongArray(Long.SIZE * PARTS);

    /** Nothing recorded yet. */
    public Latencies() {}

    /** Counts a call that took so many nanoseconds. */
    public void record(long nanos) {
        counts.incrementAndGet(bucket(Math.max(0, nanos)));
    }

    /** Counts also what another one has counted. */
    public void add(Latencies other) {
        for (int i = 0; i < counts.length(); i++) {
            counts.addAndGet(i, other.counts.get(i));
        }
    }

    /** A power of two, and which eighth of the way to the next. */
    private static int bucket(long nanos) {
        if (nanos < PARTS) {
            return (int) nanos;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        return (power - PART_BITS + 1) * PARTS + (int) (nanos >>> (power - PART_BITS)) - PARTS;
    }

    private static long upperBound(int bucket) {
        if (bucket < PARTS) {
            return bucket;
        }
        int power = bucket / PARTS + PART_BITS - 1;
        return (long) (bucket % PARTS + PARTS + 1) << (power - PART_BITS);
    }

    /** The latency that a share of the calls, such as 0.99, did not pass, in nanoseconds; 0 where there were none. */
    public long percentileNanos(double share) {
        long total = 0;
        for (int i = 0; i < counts.length(); i++) {
            total += counts.get(i);
        }
        long left = (long) Math.ceil(total * share);
        for (int i = 0; i < counts.length(); i++) {
            left -= counts.get(i);
            if (left <= 0) {
                return upperBound(i);
            }
        }
        return 0;
    }
}
