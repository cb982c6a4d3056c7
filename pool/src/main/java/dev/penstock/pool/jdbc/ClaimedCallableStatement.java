package dev.penstock.pool.jdbc;

import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A callable statement of a claim. */
final class ClaimedCallableStatement extends DelegatingCallableStatement {
    ClaimedCallableStatement(ClaimedConnection connection, CallableStatement callable, String sql) {
        super(connection, callable, sql);
    }

    @Override
    public @Nullable Array getArray(int parameter) throws SQLException {
        return connection.wrap(super.getArray(parameter));
    }

    @Override
    public @Nullable Array getArray(String parameter) throws SQLException {
        return connection.wrap(super.getArray(parameter));
    }

    @Override
    public @Nullable Object getObject(int parameter) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(parameter));
    }

    @Override
    public @Nullable Object getObject(String parameter) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(parameter));
    }

    @Override
    public @Nullable Object getObject(int parameter, Map<String, Class<?>> map) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(parameter, map));
    }

    @Override
    public @Nullable Object getObject(String parameter, Map<String, Class<?>> map) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(parameter, map));
    }

    @Override
    public <T> @Nullable T getObject(int parameter, Class<T> type) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(parameter, type), type);
    }

    @Override
    public <T> @Nullable T getObject(String parameter, Class<T> type) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(parameter, type), type);
    }
}
