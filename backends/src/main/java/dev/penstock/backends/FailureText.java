package dev.penstock.backends;

import dev.penstock.waits.text.ForeignText;
import java.sql.SQLException;

/** Describes exceptions of a driver without their messages, which may quote a literal of a statement. */
public final class FailureText {
    private FailureText() {}

    /**
     * The class of {@code failure}, and the SQL state and the code of an SQLException, unless it throws when it is
     * asked for them. Never throws.
     */
    public static String withoutMessage(Throwable failure) {
        String type = ForeignText.line(failure.getClass().getName());
        if (!(failure instanceof SQLException sql)) {
            return type;
        }
        try {
            return type + ", SQL state " + ForeignText.sqlState(sql.getSQLState()) + ", code " + sql.getErrorCode();
        } catch (Throwable e) {
            return type; // an exception of a driver may do anything
        }
    }
}
