package dev.penstock.waits;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The waits under way of one meter: their number and the sum of their begins, which change together. Thread-safe and
 * lock-free.
 *
 * <p>The time of all waits up to a moment follows from both: number x moment - sum of begins. The sums may overflow; the
 * difference is exact nevertheless.
 */
final class InFlightTimes {
    private static final State NONE = new State(0, 0);

    private final AtomicReference<State> state = new AtomicReference<>(NONE);

    /** Adds a wait that began at {@code began}. */
    void add(long began) {
        state.updateAndGet(old -> new State(old.count + 1, old.begins + began));
    }

    /** Removes a wait that began at {@code began}. */
    void remove(long began) {
        state.updateAndGet(old -> new State(old.count - 1, old.begins - began));
    }

    /** Moves all waits to {@code successor}; each wait moves once. */
    void drainTo(InFlightTimes successor) {
        State all = state.getAndSet(NONE);
        if (!all.equals(NONE)) {
            successor.state.updateAndGet(old -> new State(old.count + all.count, old.begins + all.begins));
        }
    }

    /** The present waits. */
    State state() {
        return state.get();
    }

    /**
     * The waits under way at one moment: an immutable value.
     *
     * @param count their number; negative for a moment, if the meter was retired while a wait was under way
     * @param begins the sum of their begins, in nanoseconds of the pool's clock
     */
    record State(long count, long begins) {
        boolean isEmpty() {
            return count == 0 && begins == 0;
        }

        /** The time of all waits up to {@code now}, in nanoseconds. */
        long nanosUntil(long now) {
            return Math.max(0, count * now - begins);
        }
    }
}
