package dev.penstock.backends.jdbc;

import dev.penstock.backends.RoleReading;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/** How one driver is told which backend to dial. Implementations are thread-safe. */
public interface Dialect {
    /** The URL for a connection to {@code backend}. */
    String url(Backend backend);

    /** Adds to {@code properties} what makes the driver dial the backend's address and give up at {@code timeout}. */
    void dial(Backend backend, Duration timeout, Properties properties);

    /**
     * Takes back what {@link #dial} set for the time of connecting alone; called once the session is ready.
     *
     * @param own what the user told the driver
     * @throws SQLException if the driver refuses; the connection is closed then
     */
    default void connected(Connection connection, Properties own) throws SQLException {
        // most drivers are told nothing that outlasts connecting
    }

    /**
     * What the server says of its role, asked of a session that is otherwise as it was before; empty where it cannot be
     * asked.
     *
     * @throws SQLException if it does not answer within {@code timeout}; the connection is closed then
     */
    default Optional<RoleReading> role(Connection connection, Duration timeout) throws SQLException {
        return Optional.empty();
    }

    /**
     * Returns if the server answers, without a session.
     *
     * @throws SQLException if it does not within {@code timeout}
     */
    void probe(Backend backend, Duration timeout) throws SQLException;
}
