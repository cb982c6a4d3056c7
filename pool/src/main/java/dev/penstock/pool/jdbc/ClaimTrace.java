package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.slots.Slot;
import org.jspecify.annotations.Nullable;

/**
 * Observes the connection of a claim that is traced. Called by the threads that use or end the claim. Implementations
 * are thread-safe, do not block and do not throw.
 */
public interface ClaimTrace {
    /** A JDBC call goes to the driver. {@link #callEnded} follows each call of this method. */
    void callBegan();

    /** The driver returned from the JDBC call. */
    void callEnded();

    /** The driver threw an exception. */
    void thrown(Throwable failure);

    /** The claim has moved to another slot, which it holds. */
    void moved(Slot slot);

    /**
     * The claim has ended, and its slot is given back.
     *
     * @param cause the reason why no other claim may have the session; null if there is none
     * @param closing the end of the hold, in nanoseconds of the pool's clock
     * @param now the end of the claim
     */
    void released(@Nullable DisconnectCause cause, long closing, long now);
}
