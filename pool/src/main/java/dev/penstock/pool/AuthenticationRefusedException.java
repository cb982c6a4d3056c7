package dev.penstock.pool;

import java.sql.SQLNonTransientConnectionException;

/** Every backend refuses the credentials; attempts have stopped. */
public final class AuthenticationRefusedException extends SQLNonTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    /** Creates the exception of one claim. */
    public AuthenticationRefusedException(String message, ClaimReport report) {
        super(message, "28000");
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
