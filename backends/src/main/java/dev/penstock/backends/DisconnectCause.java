package dev.penstock.backends;

import dev.penstock.waits.sessions.CloseReason;

/**
 * The reason why a connection must not be used again: an immutable value.
 *
 * @param reason the event, for logs and views
 * @param blame the party that caused the event
 * @param closes the reason under which the end of the session counts
 */
public record DisconnectCause(String reason, Blame blame, CloseReason closes) {
    /** The party that caused the loss of a connection. It decides which other connections are doubted. */
    public enum Blame {
        /**
         * A server, or a network path, that gave no answer within the whole time limit: the backend's other connections
         * most likely get none, either. They are replaced, because the check of each would last as long.
         */
        SILENCE,
        /**
         * The server, or the network path to it, ended this connection. The cause may concern this connection alone:
         * each other one is checked before its next use, and the server is probed.
         */
        SERVER,
        /** Not known: the server is probed. */
        UNKNOWN,
        /** The application or its driver: other connections are not doubted. */
        CLIENT
    }

    /** A cause that counts as lost connection, or as discarded session if the application or its driver is to blame. */
    public DisconnectCause(String reason, Blame blame) {
        this(reason, blame, blame == Blame.CLIENT ? CloseReason.DISCARDED : CloseReason.CONNECTION_LOST);
    }

    /** The same cause, whose session counts as closed for another reason. */
    public DisconnectCause as(CloseReason counted) {
        return new DisconnectCause(reason, blame, counted);
    }

    /** No answer from the server on this connection within the whole time limit. */
    public static DisconnectCause silence(String reason) {
        return new DisconnectCause(reason, Blame.SILENCE);
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

    /** The application aborted the connection. */
    public static DisconnectCause aborted(String reason) {
        return client(reason).as(CloseReason.ABORTED);
    }

    /** The application or an operator evicted the connection. */
    public static DisconnectCause evicted(String reason) {
        return client(reason).as(CloseReason.EVICTED);
    }

    /** The claim of the connection was leaked. */
    public static DisconnectCause leaked(String reason) {
        return client(reason).as(CloseReason.LEAKED);
    }

    /** Whether the backend's other connections must not be used without a check. */
    public boolean castsDoubt() {
        return blame == Blame.SILENCE || blame == Blame.SERVER;
    }

    /** The reason and the blame, as in {@code its driver has closed it (blame: UNKNOWN)}. */
    @Override
    public String toString() {
        return reason + " (blame: " + blame + ")";
    }
}
