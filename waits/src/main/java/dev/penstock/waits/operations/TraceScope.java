package dev.penstock.waits.operations;

import org.jspecify.annotations.Nullable;

/**
 * A trace that covers an operation and all operations inside of it, also on other threads. A pool makes it; to an
 * operation it is opaque. Implementations are thread-safe.
 */
public interface TraceScope {
    /** The trace around this one; null if there is none. */
    @Nullable
    TraceScope outer();
}
