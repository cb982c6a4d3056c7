package dev.penstock.waits.history;

import java.time.Instant;

/**
 * A move of a slot from state to state, other than by a claim: an immutable value.
 *
 * @param at the moment
 * @param backend the label of the slot's backend
 * @param slot the number of the slot
 * @param from the name of the state before, such as {@code CONNECTING}
 * @param to the name of the state after
 */
public record SlotMove(Instant at, String backend, long slot, String from, String to) {
    /** For example {@code 2026-01-15T02:00:01Z slot 3 of db-1/10.0.0.1:5432: CONNECTING → UNCLAIMED}. */
    @Override
    public String toString() {
        return at + " slot " + slot + " of " + backend + ": " + from + " → " + to;
    }
}
