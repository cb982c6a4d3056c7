package dev.penstock.backends.jdbc;

import java.sql.SQLException;
import java.util.Properties;

/** As whom sessions are opened, and with which settings. Implementations are thread-safe. */
@FunctionalInterface
public interface Login {
    /**
     * What the driver is told for one connection, as properties of the caller's own. Called on the backend's connect
     * threads for each attempt, and once more where the server refuses what it said.
     *
     * @throws SQLException if the credentials cannot be had
     */
    Properties properties() throws SQLException;

    /** The server refused what {@link #properties} said, and that has not changed since; on the same thread. */
    default void refused(Properties told) {
        // whoever has no other credentials can do nothing about it
    }
}
