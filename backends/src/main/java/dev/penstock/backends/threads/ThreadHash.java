package dev.penstock.backends.threads;

/**
 * Hashes of threads, which spread the threads over a range. A hash stands for a fraction of the range: all integers are
 * used.
 */
public final class ThreadHash {
    /**
     * The fraction of the golden ratio. Its multiples are farther apart than those of any other number, so that threads
     * that were created one after the other meet last (D. Knuth, "The Art of Computer Programming", 6.4).
     */
    private static final int GOLDEN_RATIO = 0x9e3779b9;

    /** Times that differ only in these low bits hash alike: about a millisecond. */
    private static final int TIME_BITS = 20;

    private static final int MIX = 0x85ebca6b;

    private ThreadHash() {}

    /** The hash of the calling thread. */
    public static int current() {
        return of(Thread.currentThread());
    }

    /** The hash of a thread. */
    public static int of(Thread thread) {
        return (int) thread.getId() * GOLDEN_RATIO;
    }

    /** Another hash in each millisecond, from a hash and the time in nanoseconds. */
    public static int rehash(int hash, long now) {
        int mixed = (hash + (int) (now >>> TIME_BITS)) * MIX;
        return (mixed ^ (mixed >>> 15)) * GOLDEN_RATIO;
    }

    /** The index of a hash in a range of {@code count}: by a multiplication, not a division (D. Lemire, 2016). */
    public static int index(int count, int hash) {
        return (int) ((Integer.toUnsignedLong(hash) * count) >>> Integer.SIZE);
    }
}
