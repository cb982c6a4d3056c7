package dev.penstock.backends.jdbc;

import java.sql.SQLException;

/** A session was opened, and could not be made as each claim is to find it: what is configured is at fault. */
public final class SessionSetupException extends SQLException {
    private static final long serialVersionUID = 1;

    SessionSetupException(SQLException cause) {
        super(
                "the session could not be set up: " + cause.getMessage(),
                cause.getSQLState(),
                cause.getErrorCode(),
                cause);
    }
}
