package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import dev.penstock.waits.text.ForeignText;
import java.io.Serializable;

/**
 * The reason why a resolution failed, in part or as a whole.
 *
 * <p>Two failures with the same text are equal. Therefore the message contains nothing that differs from one attempt to
 * the next, such as times, counts and query IDs.
 *
 * @param kind the kind of failure
 * @param message the question, the server that was asked, and what would be right
 */
public record DiscoveryFailure(Kind kind, String message) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The greatest length of a message, in characters. */
    private static final int MAX_MESSAGE = 2_000;

    /** The kinds of failure. */
    public enum Kind {
        /** The name does not exist. */
        NO_SUCH_NAME,
        /** The name exists and has no record of the requested type. */
        NO_RECORD,
        /** No server answered in time. */
        TIMEOUT,
        /** The servers answered with an error or could not be reached. */
        SERVER_FAILURE,
        /** The answer is invalid. */
        BAD_ANSWER,
        /** Another failure, which only the message describes. */
        OTHER
    }

    /** Checks that no component is null, and makes the message one line, because it may quote foreign text. */
    public DiscoveryFailure {
        requireNonNull(kind, "kind");
        message = ForeignText.line(requireNonNull(message, "message"), MAX_MESSAGE);
    }

    /** Whether this is a negative answer: a server answered that the name or the record does not exist. */
    public boolean negative() {
        return kind == Kind.NO_SUCH_NAME || kind == Kind.NO_RECORD;
    }
}
