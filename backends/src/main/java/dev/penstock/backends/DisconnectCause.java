package dev.penstock.backends;

/**
 * The reason why a connection must not be used again: an immutable value.
 *
 * @param reason the event, for logs and views
 * @param blame the party that caused the event
 */
public record DisconnectCause(String reason, Blame blame) {
    /** The party that caused the loss of a connection. It decides which other connections are doubted. */
    public enum Blame {
        /** The server, or the network path to it: the backend's other connections are likely lost, too. */
        SERVER,
        /** Not known: the server is probed. */
        UNKNOWN,
        /** The application or its driver: other connections are not doubted. */
        CLIENT
    }

    /** A cause at the server, or on the network path to it. */
    public static DisconnectCause server(String reason) {
        return new DisconnectCause(reason, Blame.SERVER);
    }

    /** A cause that may be the server, or a time limit of the application. */
    public static DisconnectCause unknown(String reason) {
        return new DisconnectCause(reason, Blame.UNKNOWN);
    }

    /** A cause in this process: the application, its driver or the pool. */
    public static DisconnectCause client(String reason) {
        return new DisconnectCause(reason, Blame.CLIENT);
    }

    /** The reason and the blame, as in {@code its driver has closed it (blame: UNKNOWN)}. */
    @Override
    public String toString() {
        return reason + " (blame: " + blame + ")";
    }
}
