package dev.penstock.pool.jdbc;

import java.sql.CallableStatement;

/** A callable statement of a claim. */
final class ClaimedCallableStatement extends DelegatingCallableStatement {
    ClaimedCallableStatement(ClaimedConnection connection, CallableStatement callable) {
        super(connection, callable);
    }
}
