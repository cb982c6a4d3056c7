package dev.penstock.backends.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The state of a session when a claim receives it: an immutable value. An empty value leaves the driver's default.
 *
 * @param autoCommit whether each statement commits by itself
 * @param readOnly whether the session is read-only
 * @param isolation a transaction isolation of {@link Connection}
 * @param catalog the catalog
 * @param schema the schema
 * @param initSql a statement that each new connection runs once
 * @param resetSql a statement that undoes what statements of a claim have set; each session that a claim has used runs
 *     it at the end of the claim
 */
public record SessionDefaults(
        boolean autoCommit,
        boolean readOnly,
        OptionalInt isolation,
        Optional<String> catalog,
        Optional<String> schema,
        Optional<String> initSql,
        Optional<String> resetSql) {
    /** Automatic commit, and the driver's defaults otherwise. */
    public static SessionDefaults standard() {
        return new SessionDefaults(
                true,
                false,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Runs {@link #resetSql}, which is present, and sets this state again, because the statement may have undone it.
     * The session has no open transaction. The statement runs by itself, because some cannot run in a transaction.
     *
     * @throws SQLException if that failed; then the session must not be used again
     */
    public void resetAndApplyTo(Connection connection) throws SQLException {
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(resetSql.orElseThrow());
        }
        applyTo(connection);
    }

    /** Sets this state in a new session. */
    void applyTo(Connection connection) throws SQLException {
        if (initSql.isPresent()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(initSql.get());
            }
        }
        if (catalog.isPresent()) {
            connection.setCatalog(catalog.get());
        }
        if (schema.isPresent()) {
            connection.setSchema(schema.get());
        }
        if (isolation.isPresent()) {
            connection.setTransactionIsolation(isolation.getAsInt());
        }
        if (connection.isReadOnly() != readOnly) {
            connection.setReadOnly(readOnly);
        }
        if (connection.getAutoCommit() != autoCommit) {
            connection.setAutoCommit(autoCommit);
        }
    }
}
