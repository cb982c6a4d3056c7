package dev.penstock.pool.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A result set of a claim.
 *
 * <p>{@link #next} is timed only where it may take a round trip, which is where the result set has a fetch size:
 * without one, the driver has read everything already.
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
        connection.callBegins();
        try {
            return step();
        } finally {
            connection.callEnds();
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

    /** The statement that made this; null for metadata of a driver that does not tell. */
    @Override
    public @Nullable Statement getStatement() throws SQLException {
        if (isClosed()) {
            throw new SQLException("this result set is closed");
        }
        return statement;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Unwrapping.unwrap(type, this, delegate);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return Unwrapping.isWrapperFor(type, this, delegate);
    }
}
