package dev.penstock.pool.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The database's metadata of a claim. */
final class ClaimedMetaData extends DelegatingMetaData {
    ClaimedMetaData(ClaimedConnection connection, DatabaseMetaData delegate) {
        super(connection, delegate);
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    @Nullable
    ResultSet wrap(@Nullable ResultSet fresh) {
        if (fresh == null) {
            return null;
        }
        Statement hidden = statement(fresh);
        return new ClaimedResultSet(
                connection,
                hidden == null ? null : connection.track(ClaimedStatement.ofMetaData(connection, hidden)),
                fresh);
    }

    /** The driver's own statement, which otherwise stays open with its connection; null if a driver hides it. */
    private static @Nullable Statement statement(ResultSet fresh) {
        try {
            return fresh.getStatement();
        } catch (SQLException | RuntimeException e) {
            return null;
        }
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Wrappers.unwrap(type, this, open());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return Wrappers.isWrapperFor(type, this, open());
    }
}
