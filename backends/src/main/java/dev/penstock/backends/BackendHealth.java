package dev.penstock.backends;

/**
 * The health of a backend's server and the legal moves. {@link BackendView} says whether the status task answers.
 *
 * <pre>
 * CONNECTING → ONLINE ⇄ OFFLINE                                  the server answers, or does not answer
 * CONNECTING, ONLINE, OFFLINE → REFUSED → ONLINE, OFFLINE        the server refuses the credentials
 * REFUSED, DRAINED → CONNECTING                                  the backend is tried again
 * CONNECTING, ONLINE, OFFLINE, REFUSED → DRAINED                 an operator drains the backend
 * CONNECTING, ONLINE, OFFLINE, REFUSED, DRAINED → REMOVED        the backend leaves the service
 * </pre>
 */
public enum BackendHealth {
    /**
     * The backend is new or tried again: no connect attempt has ended yet. → ONLINE, OFFLINE, REFUSED, DRAINED, REMOVED
     */
    CONNECTING,
    /** The server answers. → OFFLINE, REFUSED, DRAINED, REMOVED */
    ONLINE,
    /** The server does not answer: the last probe or connect attempt failed. → ONLINE, REFUSED, DRAINED, REMOVED */
    OFFLINE,
    /** The server refuses the credentials: connecting has stopped. → CONNECTING, ONLINE, OFFLINE, DRAINED, REMOVED */
    REFUSED,
    /**
     * An operator took the backend out of service. It takes no new claims until it is restored. → CONNECTING, REMOVED
     */
    DRAINED,
    /** The backend left the service for good. It takes no new claims. */
    REMOVED;

    private int next;

    static {
        CONNECTING.mayBecome(ONLINE, OFFLINE, REFUSED, DRAINED, REMOVED);
        ONLINE.mayBecome(OFFLINE, REFUSED, DRAINED, REMOVED);
        OFFLINE.mayBecome(ONLINE, REFUSED, DRAINED, REMOVED);
        REFUSED.mayBecome(CONNECTING, ONLINE, OFFLINE, DRAINED, REMOVED);
        DRAINED.mayBecome(CONNECTING, REMOVED);
    }

    private void mayBecome(BackendHealth... values) {
        for (BackendHealth value : values) {
            next |= 1 << value.ordinal();
        }
    }

    /** Whether the health of a backend may move from this value to {@code to}. */
    public boolean canBecome(BackendHealth to) {
        return (next & (1 << to.ordinal())) != 0;
    }

    /** Whether claims may use the free slots. Existing connections stay usable while the server refuses new ones. */
    public boolean eligible() {
        return this == CONNECTING || this == ONLINE || this == REFUSED;
    }

    /** Whether the server accepts no connection. The backend can then leave the service at once. */
    public boolean sick() {
        return this == OFFLINE || this == REFUSED;
    }

    /** Whether the backend gets its share of the pool's slots. */
    public boolean growing() {
        return this == CONNECTING || this == ONLINE;
    }

    /** Whether the backend is drained or removed: its slots go as soon as they are released. */
    public boolean outOfService() {
        return this == DRAINED || this == REMOVED;
    }
}
