package dev.penstock.console.stats;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A slot of the pool at this moment, in the order of backends. A row of the view 'slots': an immutable
 * value.
 *
 * @param pool the name of the pool
 * @param backend the label of its backend
 * @param slot the number of the slot
 * @param state CONNECTING, UNCLAIMED, CLAIMED, RESETTING or CHECKING
 * @param idleSeconds the time since its last use; empty unless it is UNCLAIMED, in seconds
 * @param idleNanos the same, in nanoseconds
 * @param claimId the claim that holds it
 * @param operation the application's name for the work of that claim
 * @param thread the name of the thread that claimed
 * @param heldSeconds the time for which the claim has held it, in seconds
 * @param heldNanos the same, in nanoseconds
 * @param waitEvent the event on which the claim waits
 * @param session the number of the session, in the order of opening, from 1 on; empty if none is open
 * @param ageSeconds the time since the session was opened, in seconds
 * @param ageNanos the same, in nanoseconds
 * @param condemned whether the session is closed when the claim ends
 */
public record SlotRow(
        String pool,
        String backend,
        long slot,
        String state,
        OptionalDouble idleSeconds,
        OptionalLong idleNanos,
        Optional<String> claimId,
        Optional<String> operation,
        Optional<String> thread,
        OptionalDouble heldSeconds,
        OptionalLong heldNanos,
        Optional<String> waitEvent,
        OptionalLong session,
        OptionalDouble ageSeconds,
        OptionalLong ageNanos,
        boolean condemned) {}
