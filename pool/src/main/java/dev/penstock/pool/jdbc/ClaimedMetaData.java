package dev.penstock.pool.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The database's metadata, as a claim sees it. */
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
        Statement behind = statement(fresh);
        return new ClaimedResultSet(
                connection,
                behind == null ? null : connection.track(ClaimedStatement.behind(connection, behind)),
                fresh);
    }

    /** The driver's statement, which would stay open as long as its connection; not all drivers tell. */
    private static @Nullable Statement statement(ResultSet fresh) {
        try {
            return fresh.getStatement();
        } catch (SQLException | RuntimeException e) {
            return null;
        }
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Unwrapping.unwrap(type, this, open());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return Unwrapping.isWrapperFor(type, this, open());
    }
}
