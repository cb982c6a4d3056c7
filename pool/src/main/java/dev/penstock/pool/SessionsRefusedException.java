package dev.penstock.pool;

import java.sql.SQLNonTransientConnectionException;

/**
 * Every backend refuses each session for a reason that only a change of the configuration or of the database removes.
 * For example, the database does not exist, or the server does not support TLS. The SQLState is that of the refusal.
 */
public final class SessionsRefusedException extends SQLNonTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    /** Creates the exception of one claim. */
    public SessionsRefusedException(String message, String state, ClaimReport report) {
        super(message, state);
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
