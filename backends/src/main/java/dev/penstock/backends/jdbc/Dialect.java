package dev.penstock.backends.jdbc;

import dev.penstock.backends.RoleReading;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * The adapter to one kind of driver: it makes the driver dial the address of a backend. Implementations are
 * thread-safe.
 */
public interface Dialect {
    /** The URL for a connection to {@code backend}. */
    String url(Backend backend);

    /** Adds the properties by which the driver dials the backend's address and gives up after {@code timeout}. */
    void dial(Backend backend, Duration timeout, Properties properties);

    /** Gives the session a name at its server, if the server shows names and the user gave none. */
    default void name(String session, Properties properties) {
        // most servers show no name
    }

    /**
     * Whether TLS verifies the name of the server.
     *
     * @param own the properties that the user gave the driver
     */
    default boolean verifiesHostName(Properties own) {
        return false;
    }

    /**
     * Undoes the settings of {@link #dial} that are for connecting only. Called when the session is ready.
     *
     * @param own the properties that the user gave the driver
     * @throws SQLException if the driver refuses; then the connection is closed
     */
    default void connected(Connection connection, Properties own) throws SQLException {
        // most drivers need no setting that outlasts connecting
    }

    /**
     * The role that the server reports on this session; empty if it cannot be asked. Leaves the state of the session as
     * it was.
     *
     * @throws SQLException if the server does not answer within {@code timeout}; then the connection is closed
     */
    default Optional<RoleReading> role(Connection connection, Duration timeout) throws SQLException {
        return Optional.empty();
    }

    /**
     * Asks the server whether it answers, without a session.
     *
     * @throws SQLException if it does not answer within {@code timeout}
     */
    void probe(Backend backend, Duration timeout) throws SQLException;
}
