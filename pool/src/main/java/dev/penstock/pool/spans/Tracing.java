package dev.penstock.pool.spans;

import dev.penstock.waits.operations.TraceContext;
import java.util.Optional;

/**
 * A tracing library, as a pool uses it. Implementations are thread-safe. If a method throws, the pool logs that once
 * and does not use the library any more.
 */
@FunctionalInterface
public interface Tracing {
    /**
     * The span of the current thread; empty if there is none. A claim waits for the answer, so this method must not
     * block.
     */
    Optional<TraceContext> current();

    /**
     * Records a span that has ended, with the times that it says. The pool calls this on a thread of its own, after the
     * claim; unless an implementation says otherwise, the span is left out.
     */
    default void record(ClaimSpan span) {}

    /** No tracing library: claims have no span. */
    static Tracing none() {
        return Optional::empty;
    }
}
