package dev.penstock.backends;

import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An SPI that opens, checks and closes connections. Implementations are thread-safe.
 *
 * <p>Every method is called on threads of the backend concerned, several at a time, and never under a lock; {@link
 * #isValid} is called by claimants, too. An implementation should obey the timeout. If it does not, the call is
 * abandoned at that time: its thread is interrupted, and a connection that it still returns is closed. A method may
 * throw any exception; it counts as a failure.
 */
public interface Connector {
    /**
     * Opens a connection that is ready to use: authenticated, and with the session state that each claim expects.
     *
     * @throws SQLException if that failed; SQLState class 28 means that the credentials are refused, and stops further
     *     attempts
     */
    Connection connect(Backend backend, Duration timeout) throws SQLException;

    /**
     * Whether the connection can serve a claim.
     *
     * @throws SQLException if it cannot; false means the same
     */
    boolean isValid(Connection connection, Duration timeout) throws SQLException;

    /**
     * Asks the backend's server whether it answers, without a session of its own.
     *
     * @throws SQLException if the server does not answer
     */
    void probe(Backend backend, Duration timeout) throws SQLException;

    /**
     * The role that the server reports on this connection; empty if it cannot be asked. Called for each new connection
     * before it serves, and at each check.
     *
     * @throws SQLException if the connection must not be used
     */
    default Optional<RoleReading> role(Connection connection, Duration timeout) throws SQLException {
        return Optional.empty();
    }

    /**
     * The process or connection of the server that serves this session, as the driver knows it. Called once for each
     * new connection. Takes no round trip, and does not throw; empty if the driver does not tell it.
     */
    default OptionalInt serverProcess(Connection connection) {
        return OptionalInt.empty();
    }

    /**
     * Closes the connection for good.
     *
     * @throws java.sql.SQLTimeoutException if the connection is closed, but its server has not confirmed the end of the
     *     session: the session counts until the server answers a probe or a connect attempt
     * @throws SQLException if that failed; the pool forgets the connection nevertheless
     */
    void close(Connection connection) throws SQLException;

    /**
     * The text of a server or a driver without passwords and tokens of this connector. Called for each such text that
     * does not come from a method of the connector, before the text is logged or shown. Does not throw.
     */
    default String withoutSecrets(String text) {
        return text;
    }
}
