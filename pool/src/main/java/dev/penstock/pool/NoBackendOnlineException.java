package dev.penstock.pool;

import java.sql.SQLTransientConnectionException;

/** Backends are known, and none is online. */
public final class NoBackendOnlineException extends SQLTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    public NoBackendOnlineException(String message, ClaimReport report) {
        super(message, "08001");
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
