package dev.penstock.pool.jdbc;

import java.sql.PreparedStatement;

/** A prepared statement of a claim. */
class ClaimedPreparedStatement extends DelegatingPreparedStatement {
    ClaimedPreparedStatement(ClaimedConnection connection, PreparedStatement prepared, String sql) {
        super(connection, prepared, sql);
    }
}
