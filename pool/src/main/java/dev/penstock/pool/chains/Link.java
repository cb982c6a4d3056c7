package dev.penstock.pool.chains;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One party of a blocking chain: an immutable value. Each link but the last waits for the next one.
 *
 * @param kind what it is
 * @param text the party and what it does, in one line of at most {@value #MOST_TEXT} characters
 * @param claim the printed ID of its claim; empty if it has none
 * @param thread the name of the thread of that claim
 * @param backend the label of its backend
 * @param pid the process of the server that serves its session, if the driver or the server tells it
 * @param nanos the time since it does this, in nanoseconds; 0 if that is not known
 * @param frames the stack of its thread: the innermost frame, and the frames of the application, innermost first
 * @param sql its SQL with {@code ?} for each literal
 */
public record Link(
        Kind kind,
        String text,
        Optional<String> claim,
        Optional<String> thread,
        Optional<String> backend,
        OptionalInt pid,
        long nanos,
        List<String> frames,
        Optional<String> sql) {
    /** The greatest length of a text, in characters. */
    public static final int MOST_TEXT = 400;

    /** The kinds of parties. */
    public enum Kind {
        /** A claim that has no connection yet. */
        WAITING_CLAIM,
        /** A claim that holds a slot, and whose call is at the driver. */
        CALL,
        /** A claim that holds a slot, and makes no call. */
        HOLDER,
        /** A session of the server that no claim of this pool holds. */
        OUTSIDE_SESSION,
        /** A part of the pool or of its surroundings: a backend, a status task, discovery, a processor. */
        POOL
    }

    /** Copies the list. */
    public Link {
        frames = List.copyOf(frames);
    }

    @Override
    public String toString() {
        return text;
    }
}
