package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * Why a resolution did not give what it should.
 *
 * <p>Two failures are equal if they say the same; the message therefore holds nothing that differs from one try to the
 * next (times, counts, query IDs).
 *
 * @param kind what sort of failure
 * @param message names what was asked for, who was asked, and what would be right
 */
public record DiscoveryFailure(Kind kind, String message) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The sorts of failure. */
    public enum Kind {
        /** The name does not exist. */
        NO_SUCH_NAME,
        /** The name exists and has no record of the sort that was asked for. */
        NO_RECORD,
        /** Nobody answered in time. */
        TIMEOUT,
        /** Those asked answered that they cannot, or could not be reached. */
        SERVER_FAILURE,
        /** The answer makes no sense. */
        BAD_ANSWER,
        /** Something else; the message is all there is. */
        OTHER
    }

    /** Checks that both are there. */
    public DiscoveryFailure {
        requireNonNull(kind, "kind");
        requireNonNull(message, "message");
    }

    /** Whether somebody answered, and the answer was that there is nothing. */
    public boolean negative() {
        return kind == Kind.NO_SUCH_NAME || kind == Kind.NO_RECORD;
    }
}
