package dev.penstock.pool.operations;

import dev.penstock.pool.ClaimFailure;
import dev.penstock.pool.ClaimReport;
import java.sql.SQLNonTransientConnectionException;

/** The application cancelled the operation to which the claim belongs. */
public final class OperationCancelledException extends SQLNonTransientConnectionException implements ClaimFailure {
    private static final long serialVersionUID = 1L;

    /** The SQLState of cancelled statements, too. */
    private static final String SQL_STATE = "57014";

    private final transient ClaimReport report;

    /** Creates the exception of one claim. */
    public OperationCancelledException(String message, ClaimReport report) {
        super(message, SQL_STATE);
        this.report = report;
    }

    @Override
    public ClaimReport report() {
        return report;
    }
}
