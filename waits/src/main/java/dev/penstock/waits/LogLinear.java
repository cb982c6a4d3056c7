package dev.penstock.waits;

/**
 * The bucket arithmetic of a log-linear histogram with 64 buckets per octave, that is two significant digits.
 *
 * <p>Each value below 64 ns has its own bucket. Each octave above has 64 equal buckets; therefore the middle of a
 * bucket is less than 1 % away from each value in it. A page holds the buckets of one octave, because one wait event
 * meets few octaves. The scheme is HdrHistogram's (Gil Tene), with a fixed number of sub-buckets.
 */
final class LogLinear {
    private static final int PAGE_BITS = 6;

    /** Buckets in one page. */
    static final int PAGE_SIZE = 1 << PAGE_BITS;

    /** Values from this one on (about 4.9 hours) share the last bucket. */
    static final long LIMIT_NANOS = 1L << 44;

    /** Pages that cover every value. */
    static final int PAGES = page(bucketOf(LIMIT_NANOS)) + 1;

    private LogLinear() {}

    /** The bucket that counts {@code nanos}; a negative value counts as 0. */
    static int bucketOf(long nanos) {
        if (nanos < PAGE_SIZE) {
            return (int) Math.max(0, nanos);
        }
        long value = Math.min(nanos, LIMIT_NANOS - 1);
        int shift = Long.SIZE - 1 - PAGE_BITS - Long.numberOfLeadingZeros(value);
        return (shift << PAGE_BITS) + (int) (value >>> shift);
    }

    static int page(int bucket) {
        return bucket >>> PAGE_BITS;
    }

    static int cell(int bucket) {
        return bucket & (PAGE_SIZE - 1);
    }

    static int bucket(int page, int cell) {
        return (page << PAGE_BITS) + cell;
    }

    /** The smallest value counted by {@code bucket}, in nanoseconds. */
    static long lowest(int bucket) {
        if (bucket < 2 * PAGE_SIZE) {
            return bucket;
        }
        int shift = page(bucket) - 1;
        return (long) (PAGE_SIZE + cell(bucket)) << shift;
    }

    /** The middle of {@code bucket}, in nanoseconds. */
    static long middle(int bucket) {
        return (lowest(bucket) + lowest(bucket + 1)) >>> 1;
    }
}
