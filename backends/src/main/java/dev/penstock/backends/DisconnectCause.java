package dev.penstock.backends;

/**
 * Why a connection is not to be used again: an immutable value.
 *
 * @param reason what happened, for logs and views
 * @param blame who can be blamed for it
 */
public record DisconnectCause(String reason, Blame blame) {
    /** Who can be blamed for a connection that is lost, and so what else is to be doubted. */
    public enum Blame {
        /** The server or the way to it: the backend's other connections are likely gone, too. */
        SERVER,
        /** Nobody knows: the server is asked. */
        UNKNOWN,
        /** The application or its driver: nothing follows for other connections. */
        CLIENT
    }

    /** The server, or the way to it, ended the connection. */
    public static DisconnectCause server(String reason) {
        return new DisconnectCause(reason, Blame.SERVER);
    }

    /** What ended the connection may have been the server, or a limit of the application's. */
    public static DisconnectCause unknown(String reason) {
        return new DisconnectCause(reason, Blame.UNKNOWN);
    }

    /** The server has nothing to do with it. */
    public static DisconnectCause client(String reason) {
        return new DisconnectCause(reason, Blame.CLIENT);
    }
}
