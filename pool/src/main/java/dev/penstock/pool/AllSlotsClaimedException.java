package dev.penstock.pool;

import java.sql.SQLTransientConnectionException;

/** Every slot was in use until the claim's deadline. */
public final class AllSlotsClaimedException extends SQLTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    private final transient ClaimReport report;

    /** Creates the exception of one claim. */
    public AllSlotsClaimedException(String message, ClaimReport report) {
        super(message, "08001");
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
