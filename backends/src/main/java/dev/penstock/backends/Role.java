package dev.penstock.backends;

/** The role of a server in its service: the role that it reports, unless another server contradicts it. */
public enum Role {
    /** Not known: the server has not been asked, reports no role, or has failed since. */
    UNKNOWN,
    /** Accepts writes. */
    PRIMARY,
    /** Is read-only: a standby. */
    SECONDARY,
    /**
     * Reports that it is a primary, but another primary of the same database has a later timeline, or has been a
     * primary for longer. Claims that ask for a role do not use it.
     */
    SUPERSEDED
}
