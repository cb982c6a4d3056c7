package dev.penstock.chaos.history;

import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A failed operation. An immutable value.
 *
 * @param millis the end of the operation, since the start of the run
 * @param phase the part of the operation that failed
 * @param thrown what was thrown
 */
public record Failure(long millis, Phase phase, Throwable thrown) {
    /** The phase, the type and the SQLState, such as {@code claim SQLTransientConnectionException 08001}. */
    public String kind() {
        SQLException sql = sqlException();
        Throwable named = sql == null ? thrown : sql;
        String state = sql == null || sql.getSQLState() == null ? "" : " " + sql.getSQLState();
        return phase.name().toLowerCase(Locale.ROOT) + " " + named.getClass().getSimpleName() + state;
    }

    /** The first {@link SQLException} in the chain of causes: the layers above JDBC wrap it. */
    public @Nullable SQLException sqlException() {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
            depth++;
        }
        return null;
    }
}
