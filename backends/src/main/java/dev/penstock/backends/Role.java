package dev.penstock.backends;

/** What a server is to the service: what it says itself, unless another one contradicts it. */
public enum Role {
    /** It has not been asked, says nothing, or what it said is in doubt since it failed. */
    UNKNOWN,
    /** Takes writes. */
    PRIMARY,
    /** Is read-only: a standby. */
    SECONDARY,
    /**
     * Calls itself a primary, but another server of the same database has gone on to a later timeline, or was there
     * first: nothing that asks for a role is sent to it.
     */
    SUPERSEDED
}
