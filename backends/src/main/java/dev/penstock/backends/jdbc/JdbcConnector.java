package dev.penstock.backends.jdbc;

import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * Connects through a JDBC driver. Thread-safe.
 *
 * <p>Where the driver is reached, and how it is made to dial the address of a backend, is the {@link Dialect}'s.
 */
public final class JdbcConnector implements Connector {
    private final SessionFactory source;
    private final Dialect dialect;
    private final Login login;
    private final Supplier<SessionDefaults> defaults;
    private final Optional<String> testQuery;

    /**
     * Creates a connector.
     *
     * @param source who opens sessions
     * @param dialect how it is told where to
     * @param login what else it is told: user, password and its own settings
     * @param defaults how each session begins, asked for each
     * @param testQuery the statement that checks a connection; empty for {@link Connection#isValid}
     */
    public JdbcConnector(
            SessionFactory source,
            Dialect dialect,
            Login login,
            Supplier<SessionDefaults> defaults,
            Optional<String> testQuery) {
        this.source = source;
        this.dialect = dialect;
        this.login = login;
        this.defaults = defaults;
        this.testQuery = testQuery;
    }

    /** Creates a connector of a driver that is told the same each time, and whose sessions begin alike. */
    public JdbcConnector(
            Driver driver,
            Dialect dialect,
            Properties properties,
            SessionDefaults defaults,
            Optional<String> testQuery) {
        this(of(driver), dialect, always(copy(properties)), () -> defaults, testQuery);
    }

    /** The sessions of a driver. */
    public static SessionFactory of(Driver driver) {
        return (url, told) -> {
            Connection connection = driver.connect(url, told);
            if (connection == null) {
                throw new SQLNonTransientConnectionException(
                        "driver " + driver.getClass().getName()
                                + " returned no connection; is the jdbcUrl meant for it?",
                        "08001");
            }
            return connection;
        };
    }

    private static Login always(Properties properties) {
        return () -> copy(properties);
    }

    private static Properties copy(Properties from) {
        Properties copy = new Properties();
        from.stringPropertyNames().forEach(name -> copy.setProperty(name, from.getProperty(name)));
        return copy;
    }

    /** Where the server refuses the credentials and they are others by now, these get their chance. */
    @Override
    public Connection connect(Backend backend, Duration timeout) throws SQLException {
        Properties first = login.properties();
        try {
            return connect(backend, timeout, first);
        } catch (SQLException refusal) {
            if (!refusesCredentials(refusal)) {
                throw refusal;
            }
            Properties again = askAgain(refusal);
            if (again.equals(first)) {
                login.refused(first);
                throw refusal;
            }
            return connectAgain(backend, timeout, again);
        }
    }

    private Connection connectAgain(Backend backend, Duration timeout, Properties again) throws SQLException {
        try {
            return connect(backend, timeout, again);
        } catch (SQLException refusal) {
            if (refusesCredentials(refusal)) {
                login.refused(again);
            }
            throw refusal;
        }
    }

    private Properties askAgain(SQLException refusal) throws SQLException {
        try {
            return login.properties();
        } catch (SQLException | RuntimeException | Error e) {
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private static boolean refusesCredentials(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.startsWith("28");
    }

    private Connection connect(Backend backend, Duration timeout, Properties own) throws SQLException {
        Properties told = copy(own);
        dialect.dial(backend, timeout, told);
        Connection connection = source.open(dialect.url(backend), told);
        if (connection == null) {
            throw new SQLNonTransientConnectionException("the data source returned no connection", "08001");
        }
        try {
            setUp(connection, own);
            return connection;
        } catch (Throwable e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    private void setUp(Connection connection, Properties own) throws SessionSetupException {
        try {
            defaults.get().applyTo(connection);
            dialect.connected(connection, own);
        } catch (SQLException e) {
            throw new SessionSetupException(e);
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

    @Override
    public Optional<RoleReading> role(Connection connection, Duration timeout) throws SQLException {
        return dialect.role(connection, timeout);
    }

    /**
     * Returns when the server has ended the session, too, where the driver's socket can tell, or has not within half a
     * second. A connection that the driver cannot close is aborted, so that its socket is not left open.
     */
    @Override
    public void close(Connection connection) throws SQLException {
        try {
            SessionSocket.closeBoth(connection);
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
