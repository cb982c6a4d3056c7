package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The place to which a claim gives its slot back, with the clocks that time the claim.
 *
 * <p>Implementations are thread-safe. Each slot that is given back goes to another claim or to its backend, even if an
 * exception is thrown.
 */
public interface SlotReturn {
    /** The time at which claims begin and end, in nanoseconds. */
    long now();

    /** The clock that times JDBC calls; null if they are not timed. */
    @Nullable
    NanoClock callClock();

    /** The clock that bounds resets. */
    default NanoClock clock() {
        return NanoClock.system();
    }

    /** Whether the ledger of a slot records its claims. */
    boolean records();

    /**
     * Gives back a slot whose session may serve another claim.
     *
     * @param from the state of the slot
     * @param now the end of the use
     * @param heldNanos the time for which the claim had the slot, in nanoseconds; 0 if unknown
     * @param used whether the claim used the connection
     */
    void released(Slot slot, SlotState from, long now, long heldNanos, boolean used);

    /** Gives back a slot whose session may not serve another claim. */
    void discarded(Slot slot, SlotState from, DisconnectCause cause);

    /**
     * Gives back a slot as {@link #discarded}, if there is a cause for that, and otherwise as {@link #released}.
     *
     * @param cause the reason why no other claim may have the session; null if there is none
     * @param attributes those of the claim
     */
    default void giveBack(
            Slot slot,
            @Nullable DisconnectCause cause,
            long now,
            long heldNanos,
            boolean used,
            ClaimAttributes attributes) {
        SlotState from = slot.state();
        if (cause == null) {
            released(slot, from, now, heldNanos, used);
        } else {
            discarded(slot, from, cause);
        }
    }

    /**
     * Runs the reset of a session whose driver may hang, and waits for its end, at most for {@code limit}. If the reset
     * does not end in time, the session is aborted, and the caller must give the slot back as {@link #discarded}.
     *
     * @return whether the reset ended in time
     */
    default boolean runReset(Slot slot, Runnable reset, Duration limit) {
        reset.run();
        return true;
    }

    /** Gives back a claimed slot that its claim did not use. */
    void unused(Slot slot);

    /** Counts a claim that left a transaction open, which its reset rolls back. */
    default void leftTransaction() {
        // counted if claims are
    }

    /** Reports that a server refused to write, for a claim that asked for a primary and still holds the slot. */
    default void roleDoubted(Slot slot) {
        // without roles there is nothing to check
    }
}
