package dev.penstock.backends.jdbc;

import dev.penstock.backends.Connector;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * Connects through a JDBC driver. Thread-safe.
 *
 * <p>Where the driver is reached, and how it is made to dial the address of a backend, is the {@link Dialect}'s.
 */
public final class JdbcConnector implements Connector {
    private final Driver driver;
    private final Dialect dialect;
    private final Properties properties;
    private final SessionDefaults defaults;
    private final Optional<String> testQuery;

    /**
     * Creates a connector.
     *
     * @param driver who connects
     * @param dialect how the driver is told where to
     * @param properties what else the driver is told: user, password and its own settings
     * @param defaults how each session begins
     * @param testQuery the statement that checks a connection; empty for {@link Connection#isValid}
     */
    public JdbcConnector(
            Driver driver,
            Dialect dialect,
            Properties properties,
            SessionDefaults defaults,
            Optional<String> testQuery) {
        this.driver = driver;
        this.dialect = dialect;
        this.properties = copy(properties);
        this.defaults = defaults;
        this.testQuery = testQuery;
    }

    private static Properties copy(Properties from) {
        Properties copy = new Properties();
        from.stringPropertyNames().forEach(name -> copy.setProperty(name, from.getProperty(name)));
        return copy;
    }

    @Override
    public Connection connect(Backend backend, Duration timeout) throws SQLException {
        Properties told = copy(properties);
        dialect.dial(backend, timeout, told);
        Connection connection = driver.connect(dialect.url(backend), told);
        if (connection == null) {
            throw new SQLNonTransientConnectionException(
                    "driver " + driver.getClass().getName() + " returned no connection; is the jdbcUrl meant for it?",
                    "08001");
        }
        try {
            defaults.applyTo(connection);
            dialect.connected(connection, properties);
            return connection;
        } catch (Throwable e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    private void closeAfter(Throwable failure, Connection connection) {
        try {
            close(connection);
        } catch (SQLException | RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public boolean isValid(Connection connection, Duration timeout) throws SQLException {
        int seconds = (int) Math.max(1, timeout.toSeconds());
        if (testQuery.isEmpty()) {
            return connection.isValid(seconds);
        }
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(seconds);
            statement.execute(testQuery.get());
        }
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
        return true;
    }

    @Override
    public void probe(Backend backend, Duration timeout) throws SQLException {
        dialect.probe(backend, timeout);
    }

    /** A connection that the driver cannot close is aborted, so that its socket is not left open. */
    @Override
    public void close(Connection connection) throws SQLException {
        try {
            connection.close();
        } catch (Throwable e) {
            abortAfter(e, connection);
            throw e;
        }
    }

    private static void abortAfter(Throwable failure, Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }
}
