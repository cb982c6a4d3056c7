package dev.penstock.waits;

import java.util.Optional;

/**
 * A claim that has no connection yet, at the moment when another thread looked: an immutable value.
 *
 * <p>It keeps the claimant reachable, and with that thread its class loader. Do not keep it.
 *
 * @param ids the pool's IDs, which print {@code claimId}
 * @param claimId its ID
 * @param claimant the thread that waits
 * @param event the event on which it waits
 * @param claimNanos the time since {@code getConnection()} was entered, in nanoseconds
 * @param eventNanos the time since it waits on {@code event}, in nanoseconds
 * @param operation the application's name for its work
 */
public record WaitingClaim(
        CorrelationIds ids,
        long claimId,
        Thread claimant,
        WaitEvent event,
        long claimNanos,
        long eventNanos,
        Optional<String> operation) {
    /** For example {@code claim 7f3a9c01d4-2-1042 of thread 'main' on claim_wait_slot for 1.9 s}. */
    @Override
    public String toString() {
        return "claim " + ids.format(claimId)
                + operation.map(name -> " for '" + name + "'").orElse("") + " of thread '" + claimant.getName()
                + "' on " + event + " for " + DurationFormat.format(eventNanos);
    }
}
