package dev.penstock.pool.spans;

import dev.penstock.waits.operations.TraceContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The span of a claim that was slow or failed: an immutable value.
 *
 * @param name {@code claim_acquire} for a claim that waited for long or failed, and {@code claim} for one that held its
 *     connection for long
 * @param parent the span in which the claim was made; empty if there was none
 * @param begin the entry of {@code getConnection()}
 * @param end the end of the acquire or of the claim
 * @param attributes the pool, the claim, its outcome and, if known, its operation and backend, by name
 * @param parts the parts of the claim in order, at their begin
 * @param failure the message of the claim's exception; empty if it did not fail
 */
public record ClaimSpan(
        String name,
        Optional<TraceContext> parent,
        Instant begin,
        Instant end,
        Map<String, String> attributes,
        List<Part> parts,
        Optional<String> failure) {
    /** Copies the collections. */
    public ClaimSpan {
        attributes = Map.copyOf(attributes);
        parts = List.copyOf(parts);
    }

    /**
     * The begin of a part of the claim that was spent on one wait event.
     *
     * @param event the name of the wait event, as in {@code claim_wait_slot}
     * @param begin the moment at which the part began
     */
    public record Part(String event, Instant begin) {}
}
