package dev.penstock.waits.operations;

import dev.penstock.waits.text.ForeignText;
import java.util.Optional;

/**
 * The span of a tracing library in which a claim was made: an immutable value.
 *
 * @param traceId the ID of the trace, as the library prints it
 * @param spanId the ID of the span
 * @param sampled whether the library keeps the trace
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
    private static final int MOST = 64;

    /** Makes one line of each ID, of at most 64 characters. */
    public TraceContext {
        traceId = ForeignText.line(traceId, MOST);
        spanId = ForeignText.line(spanId, MOST);
    }

    /** A context with these IDs; empty if one of them is blank. */
    public static Optional<TraceContext> of(String traceId, String spanId, boolean sampled) {
        return traceId.isBlank() || spanId.isBlank()
                ? Optional.empty()
                : Optional.of(new TraceContext(traceId, spanId, sampled));
    }

    /** For example {@code trace 4bf92f3577b34da6a3ce929d0e0e4736, span 00f067aa0ba902b7}. */
    @Override
    public String toString() {
        return "trace " + traceId + ", span " + spanId;
    }
}
