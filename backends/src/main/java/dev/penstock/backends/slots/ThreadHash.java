package dev.penstock.backends.slots;

/**
 * Where threads begin to look, so that they do not all begin at the same place: integers that stand for fractions of
 * a range.
 */
public final class ThreadHash {
    /**
     * Multiples of the golden ratio's fraction are farther apart than any other's (D. Knuth, "The Art of Computer
     * Programming", 6.4): threads that were created one after the other meet last.
     */
    private static final int GOLDEN_RATIO = 0x9e3779b9;

    /** Moments that are so many bits apart count as one: about a millisecond. */
    private static final int MOMENT_BITS = 20;

    private static final int MIX = 0x85ebca6b;

    private ThreadHash() {}

    /** The calling thread's place. */
    public static int current() {
        return of(Thread.currentThread());
    }

    /** The place of a thread. */
    static int of(Thread thread) {
        return (int) thread.getId() * GOLDEN_RATIO;
    }

    /** Another place for each thread in each millisecond. */
    public static int rehash(int spread, long now) {
        int mixed = (spread + (int) (now >>> MOMENT_BITS)) * MIX;
        return (mixed ^ (mixed >>> 15)) * GOLDEN_RATIO;
    }

    /** The place in a range of {@code count}, by multiplication rather than division (D. Lemire, 2016). */
    public static int index(int count, int spread) {
        return (int) ((Integer.toUnsignedLong(spread) * count) >>> Integer.SIZE);
    }
}
