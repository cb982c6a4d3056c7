package dev.penstock.pool.jdbc;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * Whether the work of a transaction could be rolled back. Work that could not is not committed: JDBC commits it in
 * {@code setAutoCommit(true)}, which frameworks call in their cleanup. Used by the thread of the claim.
 */
final class Rollbacks {
    private static final String INVALID_TRANSACTION_STATE = "25000";
    private static final String CONNECTION_EXCEPTION = "08";

    /** Why the last rollback failed; null if it did not. */
    private @Nullable Throwable failure;

    /** To where the rollback that failed should have led; null for the begin of the transaction. */
    private @Nullable Savepoint wanted;

    /**
     * Notes a rollback.
     *
     * @param savepoint to where it led; null for the begin of the transaction
     */
    void rolledBack(@Nullable Savepoint savepoint) {
        if (savepoint == null || savepoint.equals(wanted)) {
            failure = null;
            wanted = null;
        }
    }

    /** Notes a rollback that failed. One to a savepoint that the driver does not support has no effect. */
    void rollbackFailed(@Nullable Savepoint savepoint, Throwable thrown) {
        if (savepoint != null && thrown instanceof SQLFeatureNotSupportedException) {
            return;
        }
        if (failure == null || savepoint == null) {
            wanted = savepoint;
        }
        failure = thrown;
    }

    /**
     * Checks that a call commits nothing that the application has tried to undo.
     *
     * @param call the call, such as {@code commit()}
     * @throws SQLException if the last rollback failed, with that failure as its cause
     */
    void requireRolledBack(String call) throws SQLException {
        if (failure == null) {
            return;
        }
        String reason = call + " is refused, because the rollback before it failed: it would commit the part of the"
                + " transaction that was done. Roll back again, or close the connection";
        String state = failure instanceof SQLException sql ? sql.getSQLState() : null;
        throw state != null && state.startsWith(CONNECTION_EXCEPTION)
                ? new SQLNonTransientConnectionException(reason, state, failure)
                : new SQLNonTransientException(reason, INVALID_TRANSACTION_STATE, failure);
    }
}
