package dev.penstock.pool.deadlocks;

import dev.penstock.pool.ClaimFailure;
import dev.penstock.pool.ClaimReport;
import java.sql.SQLTransientConnectionException;

/**
 * The claim was part of a deadlock of the pool, and failed so that the other threads can go on. The claim was the
 * youngest of those that waited.
 *
 * <p>Close the connections that the thread holds, and repeat the whole work. A repetition of this claim alone would end
 * in the same deadlock.
 */
public final class ClaimDeadlockException extends SQLTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    /** PostgreSQL's state for a deadlock that it broke; frameworks repeat the transaction. */
    private static final String SQL_STATE = "40P01";

    private final transient ClaimReport report;
    private final transient Deadlock deadlock;

    /** Creates the exception of one claim. */
    public ClaimDeadlockException(String message, ClaimReport report, Deadlock deadlock) {
        super(message, SQL_STATE);
        this.report = report;
        this.deadlock = deadlock;
    }

    @Override
    public ClaimReport report() {
        return report;
    }

    /** All parties. */
    public Deadlock deadlock() {
        return deadlock;
    }
}
