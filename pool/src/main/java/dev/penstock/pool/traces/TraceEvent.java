package dev.penstock.pool.traces;

import dev.penstock.waits.DurationFormat;
import java.util.Locale;

/**
 * An event of a claim: an immutable value.
 *
 * @param kind what happened
 * @param atNanos its begin, in nanoseconds since the begin of the trace; negative if the claim began before
 * @param nanos its duration in nanoseconds; -1 if it has none
 * @param text the details, in one line; without SQL text, literals and messages of servers
 */
public record TraceEvent(Kind kind, long atNanos, long nanos, String text) {
    /** The kinds of events. */
    public enum Kind {
        /** The claim waited for a reason; the text is the wait event. */
        WAIT,
        /** The release by which a waiting claim got its slot. */
        HANDOVER,
        /** The claim got its connection. */
        ACQUIRED,
        /** A JDBC call was at the driver; the text is the method. */
        CALL,
        /** The driver threw an exception; the text has its class and SQL state. */
        EXCEPTION,
        /** The claim moved to a slot of another backend. */
        MOVE,
        /** The application had the connection: from the handover to the entry of {@code close()}. */
        HOLD,
        /** The session was reset and the slot given back, or the session was closed; the text has the reason. */
        RELEASE,
        /** The claim got no connection; the text has the outcome and the exception. */
        FAILURE
    }

    /** One line, for example {@code +1.2 ms call Statement.execute 240 µs}. */
    @Override
    public String toString() {
        String begin = (atNanos < 0 ? "-" : "+") + DurationFormat.format(Math.abs(atNanos));
        String word = kind.name().toLowerCase(Locale.ROOT);
        return begin + " " + word + " " + text + (nanos < 0 ? "" : " " + DurationFormat.format(nanos));
    }
}
