package dev.penstock.waits.sessions;

/** The reason for which a pool closed a session, or gave it up. The label is its name in metrics and views. */
public enum CloseReason {
    /** It was older than {@code maxLifetime}. */
    LIFETIME("lifetime"),
    /** No claim has used it for {@code idleTimeout}. */
    IDLE("idle"),
    /** The pool or its backend may have fewer slots now. */
    SHRINK("shrink"),
    /** It failed its validation before a use. */
    VALIDATION_FAILED("validation_failed"),
    /** It failed a check while no claim used it. */
    CHECK_FAILED("check_failed"),
    /** It could not be reset after a claim. */
    RESET_FAILED("reset_failed"),
    /** Its server, its driver or the network ended it during a claim. */
    CONNECTION_LOST("connection_lost"),
    /** Its server did not answer, and it was not known to work since. */
    BACKEND_FAILED("backend_failed"),
    /** Its backend left the service. */
    BACKEND_REMOVED("backend_removed"),
    /** An operator took its backend out of service. */
    BACKEND_DRAINED("backend_drained"),
    /** An operator or the application evicted it, or its settings have changed. */
    EVICTED("evicted"),
    /** The application aborted it. */
    ABORTED("aborted"),
    /** Its claim was leaked. */
    LEAKED("leaked"),
    /** A new session asks the server for its role, because all others were in use. */
    ROLE("role"),
    /** It came too late: its slot was given up, or its settings have changed. */
    UNUSED("unused"),
    /** The pool closes. */
    POOL_CLOSED("pool_closed"),
    /** Its claim left it in an unknown state. */
    DISCARDED("discarded");

    private final String label;

    CloseReason(String label) {
        this.label = label;
    }

    /** The name in metrics and views. */
    public String label() {
        return label;
    }

    @Override
    public String toString() {
        return label;
    }
}
