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

    /** Runs before each round trip of a reset. */
    @FunctionalInterface
    public interface RoundTripCheck {
        /**
         * Limits the next round trip.
         *
         * @throws SQLException if no time is left
         */
        void beforeRoundTrip() throws SQLException;
    }

    /**
     * Runs {@link #resetSql}, which is present, and sets this state again, because the statement may have undone it.
     * The session has no open transaction. The statement runs by itself, because some cannot run in a transaction.
     *
     * @param check runs before each round trip
     * @throws SQLException if that failed; then the session must not be used again
     */
    public void resetAndApplyTo(Connection connection, RoundTripCheck check) throws SQLException {
        check.beforeRoundTrip();
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        execute(connection, resetSql.orElseThrow(), check);
        if (readOnly && connection.isReadOnly()) {
            // pgjdbc remembers the mode, does not see that the statement ended it, and would not set it again
            check.beforeRoundTrip();
            connection.setReadOnly(false);
        }
        applyTo(connection, check);
    }

    /** Sets this state in a new session. */
    void applyTo(Connection connection) throws SQLException {
        applyTo(connection, () -> {});
    }

    private void applyTo(Connection connection, RoundTripCheck check) throws SQLException {
        if (initSql.isPresent()) {
            execute(connection, initSql.get(), check);
        }
        if (catalog.isPresent()) {
            check.beforeRoundTrip();
            connection.setCatalog(catalog.get());
        }
        if (schema.isPresent()) {
            check.beforeRoundTrip();
            connection.setSchema(schema.get());
        }
        if (isolation.isPresent()) {
            check.beforeRoundTrip();
            connection.setTransactionIsolation(isolation.getAsInt());
        }
        check.beforeRoundTrip();
        if (connection.isReadOnly() != readOnly) {
            connection.setReadOnly(readOnly);
        }
        check.beforeRoundTrip();
        if (connection.getAutoCommit() != autoCommit) {
            connection.setAutoCommit(autoCommit);
        }
    }

    private static void execute(Connection connection, String sql, RoundTripCheck check) throws SQLException {
        check.beforeRoundTrip();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
