package dev.penstock.pool.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement of a claim; closed with it at the latest. */
class ClaimedStatement extends DelegatingStatement {
    private static final int PRUNE_DEPTH = 4;

    private @Nullable ClaimedStatement below;
    private volatile boolean closed;

    ClaimedStatement(ClaimedConnection connection, Statement delegate) {
        super(connection, delegate);
    }

    /** The statement that was opened before this one and may still be open. */
    @Nullable ClaimedStatement below() {
        return below;
    }

    /**
     * Sets what lies beneath this statement, without those that are closed. Looking a few statements deep keeps the list short
     * when one statement outlives many; a closed one that is seen twice does no harm.
     */
    void below(@Nullable ClaimedStatement before) {
        ClaimedStatement at = this;
        at.below = firstOpen(before);
        for (int depth = 0; depth < PRUNE_DEPTH; depth++) {
            ClaimedStatement next = at.below;
            if (next == null) {
                return;
            }
            next.below = firstOpen(next.below);
            at = next;
        }
    }

    /** The first statement from {@code from} downwards that is open. */
    static @Nullable ClaimedStatement firstOpen(@Nullable ClaimedStatement from) {
        ClaimedStatement at = from;
        while (at != null && at.closed) {
            at = at.below;
        }
        return at;
    }

    void closeWithConnection() throws SQLException {
        if (!closed) {
            closed = true;
            delegate.close();
        }
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        try {
            delegate.close();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (isClosed()) {
            throw new SQLException("this statement is closed");
        }
        return connection;
    }

    @Override
    @Nullable ResultSet wrap(@Nullable ResultSet fresh) {
        return fresh == null ? null : new ClaimedResultSet(connection, this, fresh);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Unwrapping.unwrap(type, this, delegate);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return Unwrapping.isWrapperFor(type, this, delegate);
    }

    @Override
    public String toString() {
        return delegate.toString();
    }
}
