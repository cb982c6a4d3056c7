package dev.penstock.backends;

import dev.penstock.waits.text.ForeignText;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The failure to set the configured state in a session that was opened: the configuration is wrong. Attempts go on, but
 * claims do not wait for them.
 */
public final class SessionSetupException extends SQLException {
    private static final long serialVersionUID = 1;

    private SessionSetupException(String message, @Nullable String state, int code) {
        super(message, state, code);
    }

    /** An exception with this text and without causes. */
    public static SessionSetupException copy(String message, @Nullable String state, int code) {
        return new SessionSetupException(message, state, code);
    }

    /** Creates the exception of one session; {@code what} says what failed. */
    public SessionSetupException(String what, SQLException cause) {
        super(what + ": " + ForeignText.message(cause), cause.getSQLState(), cause.getErrorCode(), cause);
    }
}
