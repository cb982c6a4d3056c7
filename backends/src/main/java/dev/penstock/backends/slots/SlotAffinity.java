package dev.penstock.backends.slots;

import java.util.Arrays;

/**
 * Which slot of a set each thread had last, as a place in the array of slots, by the thread's bucket. Its connection,
 * and the server process behind it, are still warm for that thread, and often at hand for the same processor.
 *
 * <p>Threads that share a bucket, or race for it, lose no more than a good place to begin. An array and nothing around
 * it, since each claim comes by here.
 */
final class SlotAffinity {
    private static final int COUNT = 64;
    private static final int SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(COUNT);

    private SlotAffinity() {}

    /** SlotAffinity from which nobody has had any: a place higher than all. */
    static int[] newBuckets() {
        int[] buckets = new int[COUNT];
        Arrays.fill(buckets, Integer.MAX_VALUE);
        return buckets;
    }

    /** The bucket of a thread with that spread. */
    static int bucketOf(int spread) {
        return spread >>> SHIFT;
    }

    /** Written where it changes only, so that threads that keep to their slots share what they read. */
    static void remember(int[] buckets, int bucket, int before, int now) {
        if (before != now) {
            buckets[bucket] = now;
        }
    }
}
