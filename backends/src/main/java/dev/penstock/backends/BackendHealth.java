package dev.penstock.backends;

/** What is known of a backend's server. Whether its status task answers is another matter: see {@link BackendView}. */
public enum BackendHealth {
    /** New: no connect attempt has ended yet. */
    CONNECTING,
    /** Answers. */
    ONLINE,
    /** Does not answer: the last probe or connect attempt failed. */
    OFFLINE,
    /** Refuses the credentials: connecting has stopped. */
    REFUSED,
    /** Taken out of service by an operator: takes no new claims until it is restored. */
    DRAINED,
    /** No longer in the service: takes no new claims. */
    REMOVED;

    /** Whether claims may use its free slots; connections that exist outlive a refusal of new ones. */
    public boolean eligible() {
        return this == CONNECTING || this == ONLINE || this == REFUSED;
    }

    /** Whether it accepts no connection, so that nothing is lost with its slots. */
    public boolean sick() {
        return this == OFFLINE || this == REFUSED;
    }

    /** Whether it is to have its share of the pool's slots. */
    public boolean growing() {
        return this == CONNECTING || this == ONLINE;
    }
}
