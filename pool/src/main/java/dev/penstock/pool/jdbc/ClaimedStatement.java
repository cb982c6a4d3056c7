package dev.penstock.pool.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement of a claim. It is closed with its claim at the latest. */
class ClaimedStatement extends DelegatingStatement {
    private static final int LEAST_LIMIT = 16;

    /** If more statements than this are open, the claim keeps only the newest {@link #NEWEST} itself. */
    private static final int MOST_KEPT = 128;

    private static final int NEWEST = 64;
    private static final VarHandle CLOSED;
    private static final VarHandle NEWEST_STATEMENT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CLOSED = lookup.findVarHandle(ClaimedStatement.class, "closed", boolean.class);
            NEWEST_STATEMENT = lookup.findVarHandle(ClaimedConnection.class, "newestStatement", ClaimedStatement.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable ClaimedStatement older;
    /** The oldest statements of the claim, if it has many; null before. */
    private @Nullable ForgottenStatements forgotten;

    /** The number of statements that may be added to the list before it is pruned. A short keeps this object small. */
    private short room;

    /** Written without a fence: a thread that does not see it yet closes the statement again, which does no harm. */
    private volatile boolean closed;

    private volatile boolean closesOnCompletion;

    ClaimedStatement(ClaimedConnection connection, Statement delegate) {
        super(connection, delegate);
    }

    /** Wraps a statement that a driver made by itself, for a result set of metadata, an array or a cursor. */
    static ClaimedStatement ofHidden(ClaimedConnection connection, Statement delegate) {
        ClaimedStatement statement = new ClaimedStatement(connection, delegate);
        statement.closesOnCompletion = true;
        return statement;
    }

    /** Adds a statement to the list of open ones, which is a stack after R. K. Treiber (1986). */
    static <S extends ClaimedStatement> S push(ClaimedConnection connection, S fresh) {
        ClaimedStatement before;
        do {
            before = connection.newestStatement;
            fresh.setOlder(before);
        } while (!NEWEST_STATEMENT.compareAndSet(connection, before, fresh));
        return fresh;
    }

    /**
     * Links this statement to the one before it. Once the list may be twice as long as the number of statements that
     * were open at the last pruning, prunes it: in all, a few steps per statement. To skip a closed statement twice, or
     * late, does no harm.
     */
    void setOlder(@Nullable ClaimedStatement before) {
        ClaimedStatement next = firstOpen(before);
        older = next;
        room = (short) (next == null ? LEAST_LIMIT - 1 : next.room - 1);
        if (before != null && before.forgotten != null) {
            takeOver(before.forgotten);
        }
        if (room < 0) {
            int length = prune();
            if (length > MOST_KEPT && forgetsStatements()) {
                length = forgetOldest();
            }
            room = (short) Math.min(Short.MAX_VALUE, Math.max(LEAST_LIMIT - length, length));
        }
    }

    /** Takes over what the list has forgotten. This statement may have forgotten others in an attempt to be added. */
    private void takeOver(ForgottenStatements others) {
        if (forgotten != null && forgotten != others) {
            others.addAll(forgotten);
        }
        forgotten = others;
    }

    /**
     * Keeps the newest statements, and forgets the older ones.
     *
     * @return the number of statements left, with this one
     */
    private int forgetOldest() {
        if (forgotten == null) {
            forgotten = new ForgottenStatements();
        }
        ClaimedStatement last = this;
        for (int i = 1; i < NEWEST && last.older != null; i++) {
            last = last.older;
        }
        for (ClaimedStatement next = last.older; next != null; next = next.older) {
            forgotten.add(next.delegate);
        }
        last.older = null;
        return NEWEST;
    }

    /** Whether a statement that nobody can reach need not be closed. */
    private boolean forgetsStatements() {
        return connection.policy().reset().inspectors().of(connection.delegate).forgetsStatements();
    }

    /**
     * Removes the closed statements from here to the oldest.
     *
     * @return the number of statements left, with this one
     */
    private int prune() {
        int left = 1;
        ClaimedStatement at = this;
        for (ClaimedStatement next = firstOpen(at.older); next != null; next = firstOpen(at.older)) {
            at.older = next;
            at = next;
            left++;
        }
        at.older = null;
        return left;
    }

    /** The newest open statement among {@code from} and older ones. */
    static @Nullable ClaimedStatement firstOpen(@Nullable ClaimedStatement from) {
        ClaimedStatement at = from;
        while (at != null && at.closed) {
            at = at.older;
        }
        return at;
    }

    /** Whether any statement of the list from {@code newest} on may be open. */
    static boolean hasOpen(@Nullable ClaimedStatement newest) {
        ForgottenStatements forgotten = newest == null ? null : newest.forgotten;
        return firstOpen(newest) != null || (forgotten != null && forgotten.any());
    }

    /** Closes the statements of the list from {@code newest} on. */
    static void closeAll(@Nullable ClaimedStatement newest) throws SQLException {
        for (ClaimedStatement at = newest; at != null; at = at.older) {
            at.closeWithConnection();
        }
        ForgottenStatements forgotten = newest == null ? null : newest.forgotten;
        if (forgotten != null) {
            forgotten.close();
        }
    }

    private void markClosed() {
        CLOSED.setRelease(this, true);
    }

    private void closeWithConnection() throws SQLException {
        if (!closed) {
            delegate.close();
            markClosed();
        }
    }

    @Override
    public void close() throws SQLException {
        boolean marked = connection.beginMarkedCall();
        try {
            delegate.close();
            markClosed();
        } catch (Throwable e) {
            connection.unexamined++;
            connection.examine(e);
            throw e;
        } finally {
            connection.endMarkedCall(marked);
        }
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        super.closeOnCompletion();
        closesOnCompletion = true;
    }

    /** Notices that this statement was closed on completion, after one of its result sets was closed. */
    void resultSetClosed() throws SQLException {
        if (closesOnCompletion && delegate.isClosed()) {
            markClosed();
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
        if (!type.isInstance(this)) {
            connection.markUnwrapped();
        }
        return Wrappers.unwrap(type, this, delegate);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return Wrappers.isWrapperFor(type, this, delegate);
    }

    @Override
    public String toString() {
        return delegate.toString();
    }
}
