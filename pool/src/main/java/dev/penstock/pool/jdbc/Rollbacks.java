package dev.penstock.pool.jdbc;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the work of a transaction could be rolled back. Work that could not is not committed: JDBC commits it in
 * {@code setAutoCommit(true)}, which frameworks call in their cleanup. Used by the thread of the claim.
 *
 * <p><b>Invariant.</b> If a rollback failed, a commit is refused until a rollback has undone at least as much. For
 * that, the savepoints of the transaction are kept in the order in which they were set. A savepoint that is not kept
 * undoes an unknown part: its success ends no failure, and only a rollback of the whole transaction ends its failure.
 */
final class Rollbacks {
    /** The most savepoints that are kept. Beyond that, the middle one is forgotten: the outer ones undo the most. */
    private static final int MOST_SAVEPOINTS = 1_000;

    private static final int WHOLE_TRANSACTION = -1;
    private static final String INVALID_TRANSACTION_STATE = "25000";
    private static final String CONNECTION_EXCEPTION = "08";

    /** A savepoint with the name that the application gave it; null without one. */
    private record Named(Savepoint savepoint, @Nullable String name) {}

    /**
     * A rollback that failed.
     *
     * @param last the place in the list of the last savepoint that undoes enough; {@link #WHOLE_TRANSACTION} if no
     *     savepoint does
     * @param thrown the exception of the driver; null if an Error kept it from being noted
     */
    private record Failure(int last, @Nullable Throwable thrown) {}

    /** The failure of a rollback of which nothing could be noted, for lack of memory or stack. */
    private static final Failure UNNOTED = new Failure(WHOLE_TRANSACTION, null);

    /** The savepoints of the transaction, oldest first. */
    private final List<Named> savepoints = new ArrayList<>(0);

    /** The failure that no rollback has made good; null if there is none. */
    private @Nullable Failure failure;

    /** The failure before the rollback that is under way. */
    private @Nullable Failure former;

    /** Notes a savepoint. A database reaches an older savepoint of the same name no longer. */
    void savepointSet(Savepoint savepoint, @Nullable String name) {
        for (int i = savepoints.size() - 1; name != null && i >= 0; i--) {
            if (name.equalsIgnoreCase(savepoints.get(i).name)) {
                forget(i);
            }
        }
        if (savepoints.size() == MOST_SAVEPOINTS) {
            forget(MOST_SAVEPOINTS / 2);
        }
        savepoints.add(new Named(savepoint, name));
    }

    private void forget(int place) {
        savepoints.remove(place);
        if (failure != null && failure.last >= place) {
            failure = new Failure(failure.last - 1, failure.thrown);
        }
    }

    /** Notes that a savepoint was released. A database releases the later ones with it. */
    void savepointReleased(Savepoint savepoint) {
        int place = place(savepoint);
        if (place >= 0) {
            keepFirst(place);
            if (failure != null && failure.last >= place) {
                failure = new Failure(place - 1, failure.thrown);
            }
        }
    }

    /** Notes that the transaction was committed. */
    void committed() {
        keepFirst(0);
    }

    /**
     * Begins a rollback. It counts as failed until {@link #rolledBack}.
     *
     * @param savepoint to where it leads; null for the begin of the transaction
     */
    void beginRollback(@Nullable Savepoint savepoint) {
        former = failure;
        failure = UNNOTED;
        int place = place(savepoint);
        failure = new Failure(former == null ? place : Math.min(former.last, place), null);
    }

    /** Ends the rollback that has begun: it succeeded. */
    void rolledBack(@Nullable Savepoint savepoint) {
        int place = place(savepoint);
        boolean undone = savepoint == null || (place >= 0 && (former == null || place <= former.last));
        failure = undone ? null : former;
        former = null;
        if (savepoint == null || place >= 0) {
            keepFirst(place + 1);
        }
    }

    /** Ends the rollback that has begun: it failed. If the driver has no savepoints, the rollback had no effect. */
    void rollbackFailed(@Nullable Savepoint savepoint, Throwable thrown) {
        if (savepoint != null && thrown instanceof SQLFeatureNotSupportedException) {
            failure = former;
        } else if (failure != null) {
            failure = new Failure(failure.last, thrown);
        }
        former = null;
    }

    private void keepFirst(int count) {
        savepoints.subList(count, savepoints.size()).clear();
    }

    /** The place of a savepoint in the list; {@link #WHOLE_TRANSACTION} for null, and for one that is not kept. */
    @SuppressWarnings("ReferenceEquality") // drivers may call two savepoints of one name equal
    private int place(@Nullable Savepoint savepoint) {
        int place = savepoint == null ? WHOLE_TRANSACTION : savepoints.size() - 1;
        while (place >= 0 && savepoints.get(place).savepoint != savepoint) {
            place--;
        }
        return place;
    }

    /**
     * Checks that a call commits nothing that the application has tried to undo.
     *
     * @param call the call, such as {@code commit()}
     * @throws SQLException if a rollback failed, with that failure as its cause
     */
    void requireRolledBack(String call) throws SQLException {
        if (failure == null) {
            return;
        }
        Throwable cause = failure.thrown;
        String reason = call + " is refused, because the rollback before it failed: it would commit the part of the"
                + " transaction that was done. Roll back again, or close the connection";
        String state = cause instanceof SQLException sql ? DisconnectClassifier.stateOf(sql) : null;
        throw state != null && state.startsWith(CONNECTION_EXCEPTION)
                ? new SQLNonTransientConnectionException(reason, state, cause)
                : new SQLNonTransientException(reason, INVALID_TRANSACTION_STATE, cause);
    }
}
