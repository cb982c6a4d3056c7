package dev.penstock.backends.jdbc;

import dev.penstock.backends.RoleReading;
import dev.penstock.backends.sockets.DialledSockets;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.text.ForeignText;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The dialect of pgjdbc. The URL keeps the backend's name, which TLS verifies, and a socket factory dials the address.
 * Thread-safe.
 *
 * <p>A socket timeout ends a login that hangs. It is removed when the session is ready, unless the user set one. It
 * begins again with each byte, and the driver's own login timeout leaves a thread that reads until the server answers.
 * Therefore the pool closes the {@link DialledSockets} of an attempt that it gives up.
 *
 * <p>A probe asks the server whether it encrypts by GSSAPI, and leaves. The server answers before any session begins,
 * and logs nothing (PostgreSQL, Frontend/Backend Protocol, "GSSAPI Session Encryption"). After the same question about
 * TLS, a server that speaks TLS would log a failed handshake. That question is only for servers and proxies that do not
 * know the first one.
 *
 * <p>The driver gets the passwords of the URL as properties, because it logs the URL.
 *
 * <p>If the application makes the sockets, the driver finds its server itself. The URL then stays as it is, and there
 * are no probes: only the application's factory knows where the server is. The pool cannot close those sockets.
 * Therefore there is no login timeout, and a login that hangs holds one of the backend's bounded threads.
 */
public final class PostgresDialect implements Dialect {
    private static final String SOCKET_TIMEOUT = "socketTimeout";
    private static final String APPLICATION_NAME = "ApplicationName";
    private static final String NO_TIMEOUT = "0";
    private static final int REQUEST_LENGTH = 8;
    private static final int SSL_REQUEST_CODE = 80_877_103;
    private static final int GSS_REQUEST_CODE = 80_877_104;
    private static final Set<Integer> GSS_ANSWERS = Set.of((int) 'G', (int) 'N');
    private static final int NO_ANSWER = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Whether the server is in recovery; if it is not, its timeline, from the name of its WAL file; its system ID. */
    private static final String ROLE = "SELECT pg_is_in_recovery(), CASE WHEN pg_is_in_recovery() THEN NULL"
            + " ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END,"
            + " (SELECT system_identifier FROM pg_control_system())";

    private static final String SIMPLE_ROLE = "SHOW transaction_read_only";
    private static final int HEXADECIMAL = 16;
    private static final Executor CALLING_THREAD = Runnable::run;

    /** The part of a URL after the hosts, with the settings; the whole URL if the driver finds its server itself. */
    private final String database;

    /** The passwords that the URL had: the driver would log them with the URL. */
    private final Properties passwords;

    private final boolean isFoundByDriver;
    /** Whether the servers lack the functions of {@link #ROLE}, or refuse them to this user. */
    private volatile boolean lacksFunctions;
    /** Whether probes ask about TLS, because a server or proxy did not know the question about GSSAPI. */
    private volatile boolean asksAboutTls;

    /**
     * Creates the dialect of one database.
     *
     * @param databaseAndParameters the part of a JDBC URL after host, port and slash
     */
    public PostgresDialect(String databaseAndParameters) {
        this(databaseAndParameters, false);
    }

    private PostgresDialect(String database, boolean isFoundByDriver) {
        PostgresPasswords split = PostgresPasswords.of(database);
        this.database = split.rest();
        this.passwords = split.passwords();
        this.isFoundByDriver = isFoundByDriver;
    }

    /** The dialect of a URL whose server the driver finds itself, with a socket factory of the application. */
    public static PostgresDialect foundByDriver(String url) {
        return new PostgresDialect(url, true);
    }

    @Override
    public String url(Backend backend) {
        if (isFoundByDriver) {
            return database;
        }
        return "jdbc:postgresql://" + UrlHost.of(backend.name()) + ":" + backend.port() + "/" + database;
    }

    @Override
    public void dial(Backend backend, Duration timeout, Properties properties) {
        int millis = TimeLimits.millis(timeout);
        properties.putAll(passwords);
        if (!isFoundByDriver) {
            Optional<String> local =
                    Optional.of(setting("localSocketAddress", properties)).filter(text -> !text.isEmpty());
            properties.setProperty("socketFactory", FixedAddressSocketFactory.class.getName());
            properties.setProperty(
                    "socketFactoryArg", FixedAddressSocketFactory.argument(backend.socketAddress(), millis, local));
        }
        String seconds = Integer.toString(TimeLimits.seconds(timeout));
        properties.putIfAbsent("loginTimeout", isFoundByDriver ? NO_TIMEOUT : seconds);
        properties.putIfAbsent("connectTimeout", seconds);
        properties.putIfAbsent("tcpKeepAlive", "true");
        if (!hasSocketTimeout(properties)) {
            properties.setProperty(SOCKET_TIMEOUT, seconds);
        }
    }

    /** The name is {@code application_name}, which {@code pg_stat_activity} shows. */
    @Override
    public void name(String session, Properties properties) {
        if (setting(APPLICATION_NAME, properties).isEmpty()) {
            properties.setProperty(APPLICATION_NAME, session);
        }
    }

    /** Without {@code sslmode}, {@code ssl=true} means {@code verify-full}. */
    @Override
    public boolean verifiesHostName(Properties own) {
        String ssl = setting("ssl", own);
        String mode = setting("sslmode", own);
        return mode.isEmpty() ? ssl.equalsIgnoreCase("true") : mode.equals("verify-full");
    }

    /** A setting of the URL, otherwise of the properties; empty if neither has it. */
    private String setting(String name, Properties own) {
        int query = database.indexOf('?');
        for (String setting : database.substring(query + 1).split("&", -1)) {
            if (query >= 0 && setting.startsWith(name + "=")) {
                return setting.substring(name.length() + 1);
            }
        }
        return own.getProperty(name, "");
    }

    @Override
    public void connected(Connection connection, Properties own) throws SQLException {
        if (!hasSocketTimeout(own)) {
            connection.setNetworkTimeout(CALLING_THREAD, 0);
        }
    }

    private boolean hasSocketTimeout(Properties properties) {
        return properties.containsKey(SOCKET_TIMEOUT) || database.contains(SOCKET_TIMEOUT + "=");
    }

    @Override
    public void probe(Backend backend, Duration timeout) throws SQLException {
        if (isFoundByDriver) {
            return;
        }
        long began = System.nanoTime();
        try {
            long until = began + timeout.toNanos();
            if (asksAboutTls || !GSS_ANSWERS.contains(ask(backend, GSS_REQUEST_CODE, until))) {
                if (ask(backend, SSL_REQUEST_CODE, until) == NO_ANSWER) {
                    throw new IOException("the server closed the connection");
                }
                asksAboutTls = true;
            }
        } catch (IOException e) {
            throw new SQLException("probe of " + backend.label() + " failed: " + ForeignText.message(e), "08006", e);
        }
    }

    /** The first byte of the answer; {@link #NO_ANSWER} if the server hangs up instead. */
    private static int ask(Backend backend, int question, long until) throws IOException {
        try (Socket socket = SessionSocket.of(DialledSockets.current())) {
            socket.connect(backend.socketAddress(), millisUntil(until));
            socket.setSoTimeout(millisUntil(until));
            return ask(socket, question);
        }
    }

    private static int millisUntil(long moment) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, (moment - System.nanoTime()) / NANOS_PER_MILLI));
    }

    private static int ask(Socket socket, int question) throws IOException {
        try {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(REQUEST_LENGTH);
            out.writeInt(question);
            out.flush();
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return NO_ANSWER;
        }
    }

    /** Asks outside of any transaction, in one round trip, under a socket timeout of its own. */
    @Override
    public Optional<RoleReading> role(Connection connection, Duration timeout) throws SQLException {
        int before = connection.getNetworkTimeout();
        boolean autoCommit = connection.getAutoCommit();
        connection.setNetworkTimeout(CALLING_THREAD, TimeLimits.millis(timeout));
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        RoleReading reading = lacksFunctions ? simpleRole(connection) : role(connection);
        if (!autoCommit) {
            connection.setAutoCommit(false);
        }
        connection.setNetworkTimeout(CALLING_THREAD, before);
        return Optional.of(reading);
    }

    private RoleReading role(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(ROLE)) {
            answer.next();
            boolean primary = !answer.getBoolean(1);
            String timeline = answer.getString(2);
            String database = answer.getString(3);
            return new RoleReading(
                    primary,
                    database == null ? "" : database,
                    timeline == null ? 0 : Long.parseLong(timeline, HEXADECIMAL));
        } catch (SQLException e) {
            if (!isMissingFunction(e)) {
                throw e;
            }
            lacksFunctions = true;
            return simpleRole(connection);
        }
    }

    private static boolean isMissingFunction(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("42") || state.equals("0A000"));
    }

    private static RoleReading simpleRole(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(SIMPLE_ROLE)) {
            answer.next();
            return new RoleReading("off".equals(answer.getString(1)), "", 0);
        }
    }
}
