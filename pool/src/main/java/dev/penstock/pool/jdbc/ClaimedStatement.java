package dev.penstock.pool.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement of a claim; closed with it at the latest. */
class ClaimedStatement extends DelegatingStatement {
    private static final int LEAST_LIMIT = 16;
    private static final VarHandle CLOSED;

    static {
        try {
            CLOSED = MethodHandles.lookup().findVarHandle(ClaimedStatement.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable ClaimedStatement below;
    private int length;
    private int limit;
    /** Written without a fence: whoever does not see it yet closes the statement once more, which does no harm. */
    private volatile boolean closed;

    private volatile boolean completes;

    ClaimedStatement(ClaimedConnection connection, Statement delegate) {
        super(connection, delegate);
    }

    /** What a driver made by itself for a result set of its metadata. */
    static ClaimedStatement behind(ClaimedConnection connection, Statement delegate) {
        ClaimedStatement statement = new ClaimedStatement(connection, delegate);
        statement.completes = true;
        return statement;
    }

    /** The statement that was opened before this one and may still be open. */
    @Nullable
    ClaimedStatement below() {
        return below;
    }

    /**
     * Sets what lies beneath this statement, and takes out those that are closed once the list may have become twice
     * as long as what was open the last time: in all, a few steps per statement. Skipping a closed one twice, or not
     * yet, does no harm.
     */
    void below(@Nullable ClaimedStatement before) {
        ClaimedStatement next = firstOpen(before);
        below = next;
        length = next == null ? 1 : next.length + 1;
        limit = next == null ? LEAST_LIMIT : next.limit;
        if (length > limit) {
            length = prune();
            limit = Math.max(LEAST_LIMIT, 2 * length);
        }
    }

    /** Takes the closed ones out from here downwards; returns how many are left. */
    private int prune() {
        int left = 1;
        ClaimedStatement at = this;
        for (ClaimedStatement next = firstOpen(at.below); next != null; next = firstOpen(at.below)) {
            at.below = next;
            at = next;
            left++;
        }
        at.below = null;
        return left;
    }

    /** The first statement from {@code from} downwards that is open. */
    static @Nullable ClaimedStatement firstOpen(@Nullable ClaimedStatement from) {
        ClaimedStatement at = from;
        while (at != null && at.closed) {
            at = at.below;
        }
        return at;
    }

    private void noteClosed() {
        CLOSED.setRelease(this, true);
    }

    void closeWithConnection() throws SQLException {
        if (!closed) {
            delegate.close();
            noteClosed();
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            delegate.close();
            noteClosed();
        } catch (Throwable e) {
            connection.examine(e);
            throw e;
        }
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        super.closeOnCompletion();
        completes = true;
    }

    /** A result set was closed, which may have closed this statement. */
    void resultSetClosed() throws SQLException {
        if (completes && delegate.isClosed()) {
            noteClosed();
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
    @Nullable
    ResultSet wrap(@Nullable ResultSet fresh) {
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
