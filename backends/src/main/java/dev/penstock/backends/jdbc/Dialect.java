package dev.penstock.backends.jdbc;

import dev.penstock.discovery.Backend;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** How one driver is told which backend to dial. Implementations are thread-safe. */
public interface Dialect {
    /** The URL for a connection to {@code backend}. */
    String url(Backend backend);

    /** Adds to {@code properties} what makes the driver dial the backend's address and give up at {@code timeout}. */
    void dial(Backend backend, Duration timeout, Properties properties);

    /**
     * Returns if the server answers, without a session.
     *
     * @throws SQLException if it does not within {@code timeout}
     */
    void probe(Backend backend, Duration timeout) throws SQLException;
}
