package dev.penstock.waits;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The distribution of the durations of a wait event: an immutable histogram with two significant digits.
 *
 * <p>Durations from 4.9 hours on count as 4.9 hours.
 */
public final class Distribution {
    /** A distribution of nothing. */
    static final Distribution EMPTY = new Distribution(new int[0], new long[0]);

    private final int[] buckets;
    private final long[] counts;
    private final long total;

    private Distribution(int[] buckets, long[] counts) {
        this.buckets = buckets;
        this.counts = counts;
        this.total = Arrays.stream(counts).sum();
    }

    /** The non-empty buckets of a histogram in pages; a page without counts may be null. */
    static Distribution of(long[] @Nullable [] pages) {
        Builder builder = new Builder(LogLinear.PAGE_SIZE);
        for (int index = 0; index < pages.length; index++) {
            long[] page = pages[index];
            for (int cell = 0; page != null && cell < page.length; cell++) {
                builder.add(LogLinear.bucket(index, cell), page[cell]);
            }
        }
        return builder.build();
    }

    /** The number of durations. */
    public long total() {
        return total;
    }

    /**
     * The duration in nanoseconds that the given share of durations does not exceed, within 1 %; 0 without durations.
     *
     * @param share between 0 and 1, for example 0.99
     * @throws IllegalArgumentException if {@code share} is not between 0 and 1
     */
    public long percentileNanos(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share " + share + " is not between 0 and 1");
        }
        if (total == 0) {
            return 0;
        }
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return LogLinear.middle(buckets[i]);
            }
        }
        return highestNanos();
    }

    /**
     * The numbers of durations between limits, within 1 % of each limit.
     *
     * @param limits in nanoseconds, ascending
     * @return for each limit the durations that do not exceed it, and exceed the limit before; at last those that
     *     exceed all limits
     */
    public long[] countsUpTo(long... limits) {
        long[] between = new long[limits.length + 1];
        int at = 0;
        for (int i = 0; i < buckets.length; i++) {
            while (at < limits.length && LogLinear.middle(buckets[i]) > limits[at]) {
                at++;
            }
            between[at] += counts[i];
        }
        return between;
    }

    /** The sum of all durations, in nanoseconds, within 1 %. It contains no wait under way. */
    public double sumNanos() {
        double sum = 0;
        for (int i = 0; i < buckets.length; i++) {
            sum += (double) LogLinear.middle(buckets[i]) * counts[i];
        }
        return sum;
    }

    /** The middle of the highest non-empty bucket, in nanoseconds; 0 without durations. */
    long highestNanos() {
        return buckets.length == 0 ? 0 : LogLinear.middle(buckets[buckets.length - 1]);
    }

    /** The sum of both. */
    Distribution plus(Distribution other) {
        return combine(other, 1);
    }

    /**
     * The same with further durations.
     *
     * @param nanos the durations, in nanoseconds
     * @param weight how often each one counts; at least 1
     */
    public Distribution with(long[] nanos, int weight) {
        int[] more = Arrays.stream(nanos).mapToInt(LogLinear::bucketOf).sorted().toArray();
        Builder builder = new Builder(more.length);
        for (int i = 0; i < more.length; i++) {
            int first = i;
            while (i + 1 < more.length && more[i + 1] == more[first]) {
                i++;
            }
            builder.add(more[first], (long) (i - first + 1) * weight);
        }
        return plus(builder.build());
    }

    /** The difference to an earlier distribution of the same source. */
    public Distribution minus(Distribution earlier) {
        return combine(earlier, -1);
    }

    private Distribution combine(Distribution other, int sign) {
        if (other.total == 0) {
            return this;
        }
        Builder builder = new Builder(buckets.length + other.buckets.length);
        int mine = 0;
        int theirs = 0;
        while (mine < buckets.length || theirs < other.buckets.length) {
            int myBucket = mine < buckets.length ? buckets[mine] : Integer.MAX_VALUE;
            int theirBucket = theirs < other.buckets.length ? other.buckets[theirs] : Integer.MAX_VALUE;
            int bucket = Math.min(myBucket, theirBucket);
            long count = myBucket == bucket ? counts[mine++] : 0;
            builder.add(bucket, theirBucket == bucket ? count + sign * other.counts[theirs++] : count);
        }
        return builder.build();
    }

    /** Calls {@code visitor} with each non-empty bucket, the lowest first, and its count. */
    void forEach(BucketVisitor visitor) {
        for (int i = 0; i < buckets.length; i++) {
            visitor.visit(buckets[i], counts[i]);
        }
    }

    /** For example {@code 4172 durations: p50 758 µs, p99 4.9 ms, p99.9 22 ms}. */
    @Override
    public String toString() {
        return total + " durations: p50 " + DurationFormat.format(percentileNanos(0.50)) + ", p99 "
                + DurationFormat.format(percentileNanos(0.99)) + ", p99.9 "
                + DurationFormat.format(percentileNanos(0.999));
    }

    /** A receiver of the non-empty buckets of a distribution. */
    @FunctionalInterface
    interface BucketVisitor {
        void visit(int bucket, long count);
    }

    /** A distribution under construction, in ascending order of buckets. */
    private static final class Builder {
        private int[] buckets;
        private long[] counts;
        private int used;

        Builder(int expected) {
            buckets = new int[expected];
            counts = new long[expected];
        }

        void add(int bucket, long count) {
            if (count <= 0) {
                return;
            }
            if (used == buckets.length) {
                buckets = Arrays.copyOf(buckets, 2 * used);
                counts = Arrays.copyOf(counts, 2 * used);
            }
            buckets[used] = bucket;
            counts[used++] = count;
        }

        Distribution build() {
            return used == 0 ? EMPTY : new Distribution(Arrays.copyOf(buckets, used), Arrays.copyOf(counts, used));
        }
    }
}
