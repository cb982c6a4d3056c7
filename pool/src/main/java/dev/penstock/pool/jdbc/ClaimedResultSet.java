package dev.penstock.pool.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
        return fetches ? fetchNext() : step();
    }

    private boolean fetchNext() throws SQLException {
        connection.beginCall();
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
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        super.close();
        if (statement != null) {
            statement.resultSetClosed();
        }
    }

    /** The statement of this result set; null for metadata, if the driver hides its statement. */
    @Override
    public @Nullable Statement getStatement() throws SQLException {
        if (isClosed()) {
            throw new SQLException("this result set is closed");
        }
        return statement;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Wrappers.unwrap(type, this, delegate);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return Wrappers.isWrapperFor(type, this, delegate);
    }
}
