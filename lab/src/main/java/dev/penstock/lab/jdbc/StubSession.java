package dev.penstock.lab.jdbc;

import java.time.Duration;

/**
 * The session state that a pool must reset before the next claim. An immutable value.
 *
 * @param autoCommit initially true
 * @param readOnly initially false
 * @param isolation initially {@link java.sql.Connection#TRANSACTION_READ_COMMITTED}
 * @param catalog initially the name of the database
 * @param schema initially {@code public}
 * @param networkTimeout initially zero, which means none
 */
public record StubSession(
        boolean autoCommit, boolean readOnly, int isolation, String catalog, String schema, Duration networkTimeout) {

    StubSession withAutoCommit(boolean value) {
        return new StubSession(value, readOnly, isolation, catalog, schema, networkTimeout);
    }

    StubSession withReadOnly(boolean value) {
        return new StubSession(autoCommit, value, isolation, catalog, schema, networkTimeout);
    }

    StubSession withIsolation(int value) {
        return new StubSession(autoCommit, readOnly, value, catalog, schema, networkTimeout);
    }

    StubSession withCatalog(String value) {
        return new StubSession(autoCommit, readOnly, isolation, value, schema, networkTimeout);
    }

    StubSession withSchema(String value) {
        return new StubSession(autoCommit, readOnly, isolation, catalog, value, networkTimeout);
    }

    StubSession withNetworkTimeout(Duration value) {
        return new StubSession(autoCommit, readOnly, isolation, catalog, schema, value);
    }
}
