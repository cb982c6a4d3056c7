package dev.penstock.backends;

import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes, checks and closes connections: an SPI.
 *
 * <p>Every method is called on the threads of the backend concerned, {@link #isValid} by claimants too, several at a
 * time, and never under a lock. The timeout is what an implementation should obey; one that does not is given up at
 * that time: its thread is interrupted, and a connection it still returns is closed. It may throw anything.
 */
public interface Connector {
    /**
     * Opens a connection that is ready to use: authenticated, and with its session as each claim is to find it.
     *
     * @throws SQLException if that failed; class 28 of SQLState means that the credentials are refused, and stops
     *     attempts
     */
    Connection connect(Backend backend, Duration timeout) throws SQLException;

    /**
     * Whether the connection can serve a claim.
     *
     * @throws SQLException if it cannot
     */
    boolean isValid(Connection connection, Duration timeout) throws SQLException;

    /**
     * Returns if the backend's server answers, without a session of its own.
     *
     * @throws SQLException if it does not
     */
    void probe(Backend backend, Duration timeout) throws SQLException;

    /**
     * What the server that the connection is to says of its role: asked of each new connection before it serves, and at
     * each check; empty where it cannot be asked.
     *
     * @throws SQLException if the connection is not to be used
     */
    default Optional<RoleReading> role(Connection connection, Duration timeout) throws SQLException {
        return Optional.empty();
    }

    /**
     * Closes the connection for good.
     *
     * @throws SQLException if that failed; the connection is forgotten all the same
     */
    void close(Connection connection) throws SQLException;
}
