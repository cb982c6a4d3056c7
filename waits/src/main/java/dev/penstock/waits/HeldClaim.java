package dev.penstock.waits;

/**
 * A claim that holds a slot, as another thread sees it: an immutable value.
 *
 * <p>It keeps the thread reachable, and with it that thread's class loader: look at it and let it go.
 *
 * @param claimId its ID
 * @param holder the thread that claimed
 * @param heldNanos how long it has held the slot, in nanoseconds
 * @param executingNanos how long a JDBC call of it has been at the driver, in nanoseconds; -1 where none is
 * @param attributes its operation and where it was made
 */
public record HeldClaim(long claimId, Thread holder, long heldNanos, long executingNanos, ClaimAttributes attributes) {
    /** Whether a JDBC call of this claim is at the driver. */
    public boolean executing() {
        return executingNanos >= 0;
    }
}
