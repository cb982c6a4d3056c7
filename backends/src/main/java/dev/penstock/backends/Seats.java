package dev.penstock.backends;

import java.util.Arrays;

/**
 * Which slot of a set each thread had last, as a place in the array of slots. Its connection, and the server process
 * behind it, are still warm for that thread, and often at hand for the same processor.
 *
 * <p>Threads that share a seat, or race for it, lose no more than a good place to begin.
 */
final class Seats {
    private static final int COUNT = 64;
    private static final int SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(COUNT);

    private final int[] places = new int[COUNT];

    /** Nobody has had any. */
    Seats() {
        Arrays.fill(places, Integer.MAX_VALUE);
    }

    /** The seat of a thread with that spread. */
    static int of(int spread) {
        return spread >>> SHIFT;
    }

    /** The place of the slot that was had last from the seat; higher than all where there was none. */
    int place(int seat) {
        return places[seat];
    }

    /** Written where it changes only, so that threads that keep to their slots share what they read. */
    void sit(int seat, int before, int now) {
        if (before != now) {
            places[seat] = now;
        }
    }
}
