package dev.penstock.pool.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
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
        return ClaimedValues.wrap(connection, fresh);
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
