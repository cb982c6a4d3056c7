package dev.penstock.pool.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
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
        return fresh == null ? null : new ClaimedResultSet(connection, null, fresh);
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
