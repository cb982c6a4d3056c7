package dev.penstock.pool;

import java.sql.SQLTransientConnectionException;

/** The service has backends, but none of them is online. */
public final class NoBackendOnlineException extends SQLTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    /** Creates the exception of one claim. */
    public NoBackendOnlineException(String message, ClaimReport report) {
        super(message, "08001");
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
