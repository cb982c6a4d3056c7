package dev.penstock.pool;

import java.sql.SQLTransientConnectionException;

/** The queue's delay was above its target for too long, and this claim was given up so that others are served. */
public final class ClaimShedException extends SQLTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    public ClaimShedException(String message, ClaimReport report) {
        super(message, "08001");
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
