package dev.penstock.pool.claims;

import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.jdbc.ClaimedConnection;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.operations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Traces claims. Called by the claimant, which holds no lock. Implementations are
 * thread-safe, do not block and do not throw.
 */
public interface ClaimTracing {
    /** Traces nothing. */
    ClaimTracing NONE = new ClaimTracing() {};

    /** Whether claims without an operation are traced, too. Read for each claim. */
    default boolean tracesAll() {
        return false;
    }

    /**
     * A claim has got the connection of a free slot at once; its ledger records it.
     *
     * @param within its operation; null if there is none
     */
    default void claimed(ClaimedConnection connection, Slot slot, @Nullable Operation within, long began) {}

    /**
     * A claim did not get a trusted connection at once; null if it is not traced.
     *
     * @param within its operation; null if there is none
     */
    default @Nullable Acquire begin(AcquireTimeline timeline, @Nullable Operation within) {
        return null;
    }

    /** The trace of a claim that has no connection yet. */
    interface Acquire {
        /**
         * The claim is about to get the connection.
         *
         * @param handover how it got the slot; null if it found the slot itself
         */
        void acquired(
                AcquireTimeline timeline,
                ClaimedConnection connection,
                Slot slot,
                ClaimObserver.@Nullable Handover handover);

        /** The claim got no connection. Its timeline has ended. */
        void failed(AcquireTimeline timeline, ClaimTotals.Outcome outcome, Throwable failure);
    }
}
