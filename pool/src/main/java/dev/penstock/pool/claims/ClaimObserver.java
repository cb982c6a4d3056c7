package dev.penstock.pool.claims;

import dev.penstock.backends.slots.Slot;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.operations.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Observes the claims of a pool that waited, failed or held their slot for long. Called by the thread of the claim,
 * which holds no lock. Implementations are thread-safe, do not block and do not throw.
 */
public interface ClaimObserver {
    /** Observes nothing. */
    ClaimObserver NONE = new ClaimObserver() {};

    /** The shortest acquire that is reported to {@link #acquired}, in nanoseconds. */
    default long leastAcquireNanos() {
        return Long.MAX_VALUE;
    }

    /** The shortest hold that is reported to {@link #released}, in nanoseconds. */
    default long leastHoldNanos() {
        return Long.MAX_VALUE;
    }

    /**
     * A claim is about to get the connection of {@code slot}, which it owns.
     *
     * @param handover how it got the slot; null if it found the slot itself
     */
    default void acquired(AcquireTimeline timeline, Slot slot, @Nullable Handover handover) {}

    /** A claim got no connection. Its timeline has ended. */
    default void failed(AcquireTimeline timeline, ClaimTotals.Outcome outcome, Throwable failure) {}

    /**
     * A claim has ended at {@code now}. The caller still owns {@code slot}.
     *
     * @param now the end of the claim, in nanoseconds of the pool's clock
     * @param attributes those of the claim
     */
    default void released(Slot slot, long now, ClaimAttributes attributes) {}

    /** The span in which the current thread makes a claim that is about to wait; null if there is none. */
    default @Nullable TraceContext span() {
        return null;
    }

    /**
     * How a queued claim got its slot.
     *
     * @param by the thread that handed the slot over; null if it is not known. Do not keep it
     * @param overtaken how often a later claim was served first
     */
    record Handover(@Nullable Thread by, int overtaken) {}
}
