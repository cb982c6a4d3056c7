package dev.penstock.pool;

import java.sql.SQLTransientConnectionException;

/** The delay of the queue exceeded its target for too long; the pool refused this claim to serve others in time. */
public final class ClaimShedException extends SQLTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    /** Creates the exception of one claim. */
    public ClaimShedException(String message, ClaimReport report) {
        super(message, "08001");
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
