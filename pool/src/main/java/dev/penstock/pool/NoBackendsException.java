package dev.penstock.pool;

import java.sql.SQLTransientConnectionException;

/** No backend of the service is known: the resolver has found none. */
public final class NoBackendsException extends SQLTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    public NoBackendsException(String message, ClaimReport report) {
        super(message, "08001");
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
