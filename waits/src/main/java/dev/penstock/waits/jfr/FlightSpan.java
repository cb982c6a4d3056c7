package dev.penstock.waits.jfr;

import org.jspecify.annotations.Nullable;

/** A JFR event that has begun. Used by one thread at a time. No method throws or blocks. */
public interface FlightSpan {
    /** An event that nobody records. */
    FlightSpan NONE = failure -> {};

    /** The work waited so many nanoseconds for a thread. {@link #end} follows. */
    default void waited(long nanos) {}

    /**
     * Ends the event, and records it if a recording wants it.
     *
     * @param failure what ended it, without secrets; null if it succeeded
     */
    void end(@Nullable String failure);
}
