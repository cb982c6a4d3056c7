package dev.penstock.waits.history;

import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.TraceContext;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A claim in flight as the sampler sees it: an immutable value.
 *
 * @param claimId its ID
 * @param event the event on which it waits
 * @param claimNanos the time since its {@code getConnection()} was entered, in nanoseconds
 * @param eventNanos the time since it waits on {@code event}, in nanoseconds
 * @param backend the label of its slot's backend; empty if it waits for a slot
 * @param slot the number of its slot, 0 or above; empty if it waits for a slot
 * @param operation the application's name for its work
 * @param trace the span in which it was made; known of claims that waited, if the pool has a source of spans
 * @param frame the application's frame at the top of its thread's stack, if the stack was read
 * @param sql the digest of the SQL of its call under way, without literals; empty if it has none
 * @param pid the process or connection of the server that serves its session, if the driver tells it
 */
public record ClaimState(
        long claimId,
        WaitEvent event,
        long claimNanos,
        long eventNanos,
        Optional<String> backend,
        OptionalLong slot,
        Optional<String> operation,
        Optional<TraceContext> trace,
        Optional<String> frame,
        Optional<String> sql,
        OptionalInt pid) {
    /** The same state with the frame {@code place}. */
    public ClaimState withFrame(Optional<String> place) {
        return new ClaimState(claimId, event, claimNanos, eventNanos, backend, slot, operation, trace, place, sql, pid);
    }
}
