package dev.penstock.pool;

/**
 * A reason why a claim got no connection; implemented by one exception for each reason. If a retry can help, the
 * exception is a {@link java.sql.SQLTransientConnectionException}, otherwise a {@link
 * java.sql.SQLNonTransientConnectionException}.
 */
public interface ClaimFailure {
    /** The claim, its waits, and the state of the pool at the failure. */
    ClaimReport report();
}
