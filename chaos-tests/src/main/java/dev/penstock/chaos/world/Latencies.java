package dev.penstock.chaos.world;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** How long calls took, as their callers saw it, to within an eighth. Thread-safe. */
public final class Latencies {
    private static final int PARTS = 8;
    private static final int PART_BITS = 3;

    private static final int BUCKETS = Long.SIZE * PARTS;
    private static final int COUNT_BITS = 48;

    private final AtomicReference<@Nullable AtomicLongArray> counts =
            new AtomicReference<>(new AtomicLongArray(BUCKETS));
    /** After {@link #compress()}: a bucket and its count in each number. */
    private volatile long[] compressed = {};

    /** Nothing recorded yet. */
    public Latencies() {}

    /** Counts a call that took so many nanoseconds. */
    public void record(long nanos) {
        AtomicLongArray present = counts.get();
        if (present != null) {
            present.incrementAndGet(bucket(Math.max(0, nanos)));
        }
    }

    /** Frees most of the memory. What is recorded afterwards is lost. */
    public void compress() {
        AtomicLongArray present = counts.get();
        if (present != null) {
            compressed = IntStream.range(0, BUCKETS)
                    .filter(bucket -> present.get(bucket) > 0)
                    .mapToLong(bucket -> (long) bucket << COUNT_BITS | present.get(bucket))
                    .toArray();
            counts.set(null);
        }
    }

    private interface Counted {
        void of(int bucket, long count);
    }

    private void each(Counted counted) {
        AtomicLongArray present = counts.get();
        if (present == null) {
            for (long pair : compressed) {
                counted.of((int) (pair >>> COUNT_BITS), pair & ((1L << COUNT_BITS) - 1));
            }
        } else {
            for (int i = 0; i < BUCKETS; i++) {
                counted.of(i, present.get(i));
            }
        }
    }

    /** Counts also what another one has counted. */
    public void add(Latencies other) {
        AtomicLongArray present = counts.get();
        if (present != null) {
            other.each((bucket, count) -> present.addAndGet(bucket, count));
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
        long[] all = new long[BUCKETS];
        each((bucket, count) -> all[bucket] += count);
        long left = (long) Math.ceil(LongStream.of(all).sum() * share);
        for (int i = 0; i < BUCKETS; i++) {
            left -= all[i];
            if (left <= 0) {
                return upperBound(i);
            }
        }
        return 0;
    }
}
