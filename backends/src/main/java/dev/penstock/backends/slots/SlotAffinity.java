package dev.penstock.backends.slots;

import java.util.Arrays;

/**
 * A hash table from threads to the slot that each thread had last, kept as the slot's index in its set. The connection
 * of that slot, and the server process behind it, are still warm for the thread.
 *
 * <p>Threads that share a bucket only lose a good index to begin at. The table is a plain array, because each claim
 * reads it.
 */
final class SlotAffinity {
    private static final int COUNT = 64;
    private static final int SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(COUNT);

    private SlotAffinity() {}

    /** An empty table: each bucket has an index that no slot has. */
    static int[] newBuckets() {
        int[] buckets = new int[COUNT];
        Arrays.fill(buckets, Integer.MAX_VALUE);
        return buckets;
    }

    /** The bucket of a thread with that {@link dev.penstock.backends.threads.ThreadHash}. */
    static int bucketOf(int hash) {
        return hash >>> SHIFT;
    }

    /** Writes only a change. Threads that keep their slots therefore share the cache line. */
    static void remember(int[] buckets, int bucket, int before, int now) {
        if (before != now) {
            buckets[bucket] = now;
        }
    }
}
