package dev.penstock.pool;

import java.sql.SQLTransientConnectionException;

/** The claimant was interrupted while it waited; its interrupt status is set. */
public final class ClaimInterruptedException extends SQLTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    /** Creates the exception of one claim. */
    public ClaimInterruptedException(String message, ClaimReport report) {
        super(message, "08001");
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
