package dev.penstock.backends.jdbc;

import dev.penstock.waits.text.ForeignText;
import java.sql.SQLException;

/** The failure to set the configured state in a session that was opened: the configuration is wrong. */
public final class SessionSetupException extends SQLException {
    private static final long serialVersionUID = 1;

    SessionSetupException(SQLException cause) {
        super(
                "the session could not be set up: " + ForeignText.message(cause),
                cause.getSQLState(),
                cause.getErrorCode(),
                cause);
    }
}
