package dev.penstock.pool;

/**
 * What every exception has in common that tells why a claim got no connection: the report. Each reason is a type of
 * its own; where a retry can help it is a {@link java.sql.SQLTransientConnectionException}, else a
 * {@link java.sql.SQLNonTransientConnectionException}.
 */
public interface ClaimFailure {
    /** The claim, what it waited for, and the state of the pool when it gave up. */
    ClaimReport report();
}
