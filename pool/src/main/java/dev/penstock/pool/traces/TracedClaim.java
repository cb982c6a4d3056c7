package dev.penstock.pool.traces;

import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.operations.TraceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A claim of a trace: an immutable value.
 *
 * @param claim its printed ID
 * @param operations the operations in which it was made, the outermost first
 * @param thread the name or number of the claimant's thread
 * @param place the backend and slot that it had last; empty if it had none
 * @param context the span in which it was made; empty if the pool has no source of spans
 * @param began the moment at which {@code getConnection()} was entered
 * @param outcome the way in which it ended; empty if it was in flight at the end of the trace
 * @param wallNanos the time until it ended, or until the end of the trace, in nanoseconds
 * @param events its events, the earliest first
 * @param eventsCut the number of events that were not kept
 */
public record TracedClaim(
        String claim,
        List<String> operations,
        String thread,
        Optional<String> place,
        Optional<TraceContext> context,
        Instant began,
        Optional<String> outcome,
        long wallNanos,
        List<TraceEvent> events,
        long eventsCut) {
    /** Copies the lists. */
    public TracedClaim {
        operations = List.copyOf(operations);
        events = List.copyOf(events);
    }

    /** The name of the innermost operation. */
    public Optional<String> operation() {
        return operations.isEmpty() ? Optional.empty() : Optional.of(operations.get(operations.size() - 1));
    }

    /** The events of one kind. */
    public List<TraceEvent> events(TraceEvent.Kind kind) {
        return events.stream().filter(event -> event.kind() == kind).toList();
    }

    /** One line, without the events. */
    @Override
    public String toString() {
        return "claim " + claim + operation().map(name -> " for '" + name + "'").orElse("") + " of thread '" + thread
                + "'" + place.map(where -> " on " + where).orElse("") + ": "
                + outcome.orElse("in flight") + ", " + DurationFormat.format(wallNanos)
                + context.map(span -> ", " + span).orElse("");
    }
}
