package dev.penstock.pool;

import java.sql.SQLNonTransientConnectionException;

/** The pool is closed, or was closed while the claim waited. */
public final class PoolClosedException extends SQLNonTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    /** Creates the exception of one claim. */
    public PoolClosedException(String message, ClaimReport report) {
        super(message, "08003");
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
