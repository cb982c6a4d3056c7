package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.waits.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Where a claim's slot goes when it is over. Implementations are thread-safe and return each slot, whatever happens.
 */
public interface SlotReturn {
    /** The time that claims begin and end at, in nanoseconds. */
    long now();

    /** The clock that JDBC calls are timed by; null where they are not. */
    @Nullable
    NanoClock callClock();

    /** Whether claims that meet a free slot are recorded in its ledger. */
    boolean records();

    /**
     * The session is reset: the slot may serve another claim.
     *
     * @param now when its use ended
     * @param heldNanos how long the claim had it, in nanoseconds; 0 where that is not known
     * @param used whether the claim did anything with the connection
     */
    void released(Slot slot, SlotState from, long now, long heldNanos, boolean used);

    /** The connection is not to be used again. */
    void discarded(Slot slot, SlotState from, DisconnectCause loss);

    /** The server refused to write for a claim that asked for a primary; the slot is still held. */
    default void roleDoubted(Slot slot) {
        // whoever knows no roles
    }
}
