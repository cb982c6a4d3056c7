package dev.penstock.console.stats;

import java.util.Optional;

/**
 * A claim that has held its slot for longer than leakDetectionThreshold. A row of the view 'leaks': an
 * immutable value.
 *
 * @param pool the name of the pool
 * @param claimId the ID of the claim, as in logs and exceptions
 * @param kind held_long, holder_ended or unreachable
 * @param backend the label of the backend of its slot
 * @param operation the application's name for its work
 * @param thread the name of the thread that claimed
 * @param heldSeconds the time for which it has held its slot, in seconds
 * @param heldNanos the same, in nanoseconds
 * @param frame the application's frame at the top of its stack
 * @param acquiredAt the stack at the claim; only with recordAcquireStacks
 */
public record LeakedClaim(
        String pool,
        String claimId,
        String kind,
        String backend,
        Optional<String> operation,
        String thread,
        double heldSeconds,
        long heldNanos,
        Optional<String> frame,
        Optional<String> acquiredAt) {}
