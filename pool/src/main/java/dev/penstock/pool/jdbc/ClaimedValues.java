package dev.penstock.pool.jdbc;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Wraps what a driver returns and what leads to the driver's own connection: cursors and arrays. */
final class ClaimedValues {
    private ClaimedValues() {}

    /**
     * Wraps a result set that a driver made by itself, with its statement, which otherwise stays open with its
     * connection; null for null.
     */
    static @Nullable ResultSet wrap(ClaimedConnection connection, @Nullable ResultSet fresh) {
        if (fresh == null) {
            return null;
        }
        Statement hidden = statement(fresh);
        ClaimedStatement statement =
                hidden == null ? null : connection.track(ClaimedStatement.ofHidden(connection, hidden));
        return new ClaimedResultSet(connection, statement, fresh);
    }

    /** The driver's own statement; null if a driver hides it. */
    private static @Nullable Statement statement(ResultSet fresh) {
        try {
            return fresh.getStatement();
        } catch (SQLException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    /** The statement that a driver made; throws if there is none. */
    static <T> T require(@Nullable T fresh) throws SQLException {
        if (fresh == null) {
            throw new SQLException("the driver returned no statement");
        }
        return fresh;
    }

    /** Wraps a value, if it is a cursor or an array. */
    static @Nullable Object wrap(ClaimedConnection connection, @Nullable Object value) {
        if (value instanceof ResultSet rows) {
            return wrap(connection, rows);
        }
        return value instanceof Array array ? connection.wrap(array) : value;
    }

    /** Wraps a value, if it is a cursor or an array and its wrapper is of the wanted type. */
    static <T> @Nullable T wrap(ClaimedConnection connection, @Nullable T value, Class<T> wanted) {
        Object wrapped = wrap(connection, (Object) value);
        return wanted.isInstance(wrapped) ? wanted.cast(wrapped) : value;
    }
}
