package dev.penstock.backends.jdbc;

import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.SessionSetupException;
import dev.penstock.backends.sockets.DialledSockets;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.text.ForeignText;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * The connector for JDBC drivers and data sources. Thread-safe.
 *
 * <p>The {@link Dialect} makes the URL, and makes the driver dial the address of a backend.
 */
public final class JdbcConnector implements Connector {
    private final SessionFactory sessions;
    private final Dialect dialect;
    private final Login login;
    private final Supplier<SessionDefaults> defaults;
    private final Optional<String> testQuery;

    /** Whether the test query has succeeded since it last failed. If it has not, the next session runs it at once. */
    private volatile boolean testQueryProven;

    /**
     * Creates a connector.
     *
     * @param sessions opens sessions
     * @param dialect the adapter to the driver
     * @param login the user, the password and the driver's own settings
     * @param defaults the state in which each session begins; called for each session
     * @param testQuery the statement that checks a connection; empty for {@link Connection#isValid}
     */
    public JdbcConnector(
            SessionFactory sessions,
            Dialect dialect,
            Login login,
            Supplier<SessionDefaults> defaults,
            Optional<String> testQuery) {
        this.sessions = sessions;
        this.dialect = dialect;
        this.login = login;
        this.defaults = defaults;
        this.testQuery = testQuery;
    }

    /** Creates a connector of a driver with fixed properties and a fixed initial state of sessions. */
    public JdbcConnector(
            Driver driver,
            Dialect dialect,
            Properties properties,
            SessionDefaults defaults,
            Optional<String> testQuery) {
        this(of(driver), dialect, fixed(copy(properties)), () -> defaults, testQuery);
    }

    /** A session factory that uses {@code driver}. */
    public static SessionFactory of(Driver driver) {
        return (url, properties) -> {
            Connection connection = driver.connect(url, properties);
            if (connection == null) {
                throw new SQLNonTransientConnectionException(
                        "driver " + driver.getClass().getName()
                                + " returned no connection; is the jdbcUrl meant for it?",
                        "08001");
            }
            return connection;
        };
    }

    private static Login fixed(Properties properties) {
        return () -> copy(properties);
    }

    private static Properties copy(Properties from) {
        Properties copy = new Properties();
        from.stringPropertyNames().forEach(name -> copy.setProperty(name, from.getProperty(name)));
        return copy;
    }

    /**
     * If the server refuses the credentials and they have changed meanwhile, tries the new ones once. If the calling
     * thread has {@link DialledSockets}, sockets of this package belong to them, and their owner ends the attempt.
     * Otherwise the sockets of a failed attempt are closed here.
     */
    @Override
    public Connection connect(Backend backend, Duration timeout) throws SQLException {
        if (DialledSockets.current().isPresent()) {
            return connectOrRenew(backend, timeout);
        }
        DialledSockets dialled = new DialledSockets();
        try {
            Connection connection = dialled.during(() -> connectOrRenew(backend, timeout));
            dialled.markReady();
            return connection;
        } finally {
            dialled.expire();
        }
    }

    private Connection connectOrRenew(Backend backend, Duration timeout) throws SQLException {
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
        Properties properties = copy(own);
        dialect.dial(backend, timeout, properties);
        DialledSockets.current().flatMap(DialledSockets::sessionName).ifPresent(name -> dialect.name(name, properties));
        Connection connection = sessions.open(dialect.url(backend), properties);
        if (connection == null) {
            throw new SQLNonTransientConnectionException("the data source returned no connection", "08001");
        }
        boolean wanted = DialledSockets.current()
                .map(dialled -> dialled.markOpened(connection))
                .orElse(true);
        login.accepted();
        try {
            if (!wanted) {
                throw new SQLTransientConnectionException("the session was opened after the attempt's limit", "08001");
            }
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
        } catch (SQLException e) {
            throw new SessionSetupException("the session could not be set up", e);
        }
        proveTestQuery(connection);
        try {
            dialect.connected(connection, own);
        } catch (SQLException e) {
            throw new SessionSetupException("the session could not be set up", e);
        }
    }

    /** Runs the test query in a new session, if it has not succeeded since it last failed. */
    private void proveTestQuery(Connection connection) throws SessionSetupException {
        if (testQuery.isPresent() && !testQueryProven) {
            try {
                runTestQuery(connection, testQuery.get(), 0);
            } catch (SQLException e) {
                String query = ForeignText.line(testQuery.get());
                throw new SessionSetupException("connectionTestQuery '" + query + "' fails", e);
            }
            testQueryProven = true;
        }
    }

    private static void runTestQuery(Connection connection, String query, int seconds) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(seconds);
            statement.execute(query);
        }
        if (!connection.getAutoCommit()) {
            connection.rollback();
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
        int seconds = TimeLimits.seconds(timeout);
        if (testQuery.isEmpty()) {
            return connection.isValid(seconds);
        }
        testQueryProven = false;
        runTestQuery(connection, testQuery.get(), seconds);
        testQueryProven = true;
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

    @Override
    public OptionalInt serverProcess(Connection connection) {
        return ServerProcess.of(connection);
    }

    /**
     * Closes the connection, and waits up to 500 ms until the server has ended the session, if the driver uses a socket
     * of this package. If the driver cannot close the connection, aborts it, so that its socket does not stay open.
     *
     * @throws SQLTimeoutException if the server has not ended the session in time, or if the driver has closed the
     *     connection before, so that the end of the session is unknown
     */
    @Override
    public void close(Connection connection) throws SQLException {
        boolean unseen = isClosed(connection);
        try {
            SessionSocket.closeBoth(connection);
        } catch (Throwable e) {
            abortAfter(e, connection);
            throw e;
        }
        if (unseen) {
            throw new SQLTimeoutException("the driver closed the connection before the pool did", "08000");
        }
    }

    /** Whether the driver has closed the connection; false if the driver cannot say. */
    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException | RuntimeException e) {
            return false;
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
