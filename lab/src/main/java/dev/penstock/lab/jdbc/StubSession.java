package dev.penstock.lab.jdbc;

import java.time.Duration;

/**
 * What a pool has to reset before another caller may have the connection. An immutable value.
 *
 * @param autoCommit as set, true at first
 * @param readOnly as set, false at first
 * @param isolation as set, {@link java.sql.Connection#TRANSACTION_READ_COMMITTED} at first
 * @param catalog as set, the name of the database at first
 * @param schema as set, {@code public} at first
 * @param networkTimeout as set, zero (none) at first
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
