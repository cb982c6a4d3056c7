package dev.penstock.pool;

import java.sql.SQLTransientConnectionException;

/** The service has no backends: the resolver has found none. */
public final class NoBackendsException extends SQLTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    /** Creates the exception of one claim. */
    public NoBackendsException(String message, ClaimReport report) {
        super(message, "08001");
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
