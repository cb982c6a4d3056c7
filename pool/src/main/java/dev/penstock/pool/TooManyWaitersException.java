package dev.penstock.pool;

import java.sql.SQLTransientConnectionException;

/** No slot was free, and the queue of waiting claims was full. */
public final class TooManyWaitersException extends SQLTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    /** Creates the exception of one claim. */
    public TooManyWaitersException(String message, ClaimReport report) {
        super(message, "08001");
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
