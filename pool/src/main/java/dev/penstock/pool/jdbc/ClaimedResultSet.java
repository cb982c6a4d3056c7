package dev.penstock.pool.jdbc;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A result set of a claim.
 *
 * <p>{@link #next} is timed only if the result set has a fetch size. Without a fetch size the driver has read all rows,
 * and {@code next} takes no round trip.
 */
final class ClaimedResultSet extends DelegatingResultSet {
    private final @Nullable ClaimedStatement statement;
    private final boolean fetches;

    ClaimedResultSet(ClaimedConnection connection, @Nullable ClaimedStatement statement, ResultSet delegate) {
        super(connection, delegate);
        this.statement = statement;
        this.fetches = fetches(delegate);
    }

    private static boolean fetches(ResultSet delegate) {
        try {
            return delegate.getFetchSize() != 0;
        } catch (SQLException | RuntimeException e) {
            return true;
        }
    }

    @Override
    public boolean next() throws SQLException {
        return fetches ? fetchNext() : markedNext();
    }

    private boolean markedNext() throws SQLException {
        boolean marked = connection.beginMarked();
        try {
            return step();
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    private boolean fetchNext() throws SQLException {
        connection.beginStatement(statement == null ? null : statement.sql);
        try {
            return step();
        } finally {
            connection.endCall();
        }
    }

    private boolean step() throws SQLException {
        try {
            return delegate.next();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        if (fetches) {
            markedClose();
        } else {
            super.close();
        }
        if (statement != null) {
            statement.resultSetClosed();
        }
    }

    private void markedClose() throws SQLException {
        boolean marked = connection.beginMarkedCall();
        try {
            super.close();
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable Array getArray(int column) throws SQLException {
        return connection.wrap(super.getArray(column));
    }

    @Override
    public @Nullable Array getArray(String column) throws SQLException {
        return connection.wrap(super.getArray(column));
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(column));
    }

    @Override
    public @Nullable Object getObject(String column) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(column));
    }

    @Override
    public @Nullable Object getObject(int column, Map<String, Class<?>> map) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(column, map));
    }

    @Override
    public @Nullable Object getObject(String column, Map<String, Class<?>> map) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(column, map));
    }

    @Override
    public <T> @Nullable T getObject(int column, Class<T> type) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(column, type), type);
    }

    @Override
    public <T> @Nullable T getObject(String column, Class<T> type) throws SQLException {
        return ClaimedValues.wrap(connection, super.getObject(column, type), type);
    }

    /** The statement of this result set; null if the driver made the result set and hides its statement. */
    @Override
    public @Nullable Statement getStatement() throws SQLException {
        if (isClosed()) {
            throw new SQLException("this result set is closed");
        }
        return statement;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (!type.isInstance(this)) {
            connection.markUnwrapped();
        }
        return Wrappers.unwrap(type, this, delegate);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return Wrappers.isWrapperFor(type, this, delegate);
    }
}
