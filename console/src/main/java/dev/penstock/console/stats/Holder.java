package dev.penstock.console.stats;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A claim that holds a slot at this moment. A row of the view 'holders': an immutable value.
 *
 * @param pool the name of the pool
 * @param claimId the ID of the claim, as in logs and exceptions
 * @param backend the label of the backend of its slot
 * @param operation the application's name for its work
 * @param thread the name of the thread that claimed
 * @param heldSeconds the time for which it has held its slot, in seconds
 * @param heldNanos the same, in nanoseconds
 * @param executing whether a JDBC call is under way
 * @param executingSeconds the age of the JDBC call under way, in seconds
 * @param executingNanos the same, in nanoseconds
 * @param frame the application's frame at the top of its stack; of the sixteen longest holders only
 * @param stack the stack of its thread, innermost frame first; of the sixteen longest holders only
 */
public record Holder(
        String pool,
        String claimId,
        String backend,
        Optional<String> operation,
        String thread,
        double heldSeconds,
        long heldNanos,
        boolean executing,
        OptionalDouble executingSeconds,
        OptionalLong executingNanos,
        Optional<String> frame,
        Optional<String> stack) {}
