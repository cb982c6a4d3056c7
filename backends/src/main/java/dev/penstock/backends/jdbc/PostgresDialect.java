package dev.penstock.backends.jdbc;

import dev.penstock.discovery.Backend;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * pgjdbc: the URL keeps the backend's name, which TLS verifies, and a socket factory dials its address.
 *
 * <p>A login that hangs ends by a socket timeout, which is lifted once the session is ready, where the user sets
 * none: the driver's own login timeout leaves a thread behind that reads until the server answers.
 *
 * <p>A probe asks the server whether it speaks TLS, which it answers before any session begins (PostgreSQL,
 * Frontend/Backend Protocol, "SSL Session Encryption").
 */
public final class PostgresDialect implements Dialect {
    private static final String SOCKET_TIMEOUT = "socketTimeout";
    private static final int SSL_REQUEST_LENGTH = 8;
    private static final int SSL_REQUEST_CODE = 80_877_103;

    private final String database;

    /** Creates the dialect for one database; {@code databaseAndParameters} is what follows the host in a JDBC URL. */
    public PostgresDialect(String databaseAndParameters) {
        this.database = databaseAndParameters;
    }

    @Override
    public String url(Backend backend) {
        String name = backend.name().indexOf(':') < 0 ? backend.name() : "[" + backend.name() + "]";
        return "jdbc:postgresql://" + name + ":" + backend.port() + "/" + database;
    }

    @Override
    public void dial(Backend backend, Duration timeout, Properties properties) {
        int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
        properties.setProperty("socketFactory", DialledSocketFactory.class.getName());
        properties.setProperty("socketFactoryArg", DialledSocketFactory.argument(backend.socketAddress(), millis));
        String seconds = Long.toString(Math.max(1, timeout.toSeconds()));
        properties.putIfAbsent("loginTimeout", seconds);
        properties.putIfAbsent("connectTimeout", seconds);
        properties.putIfAbsent("tcpKeepAlive", "true");
        if (!hasSocketTimeout(properties)) {
            properties.setProperty(SOCKET_TIMEOUT, seconds);
        }
    }

    @Override
    public void connected(Connection connection, Properties own) throws SQLException {
        if (!hasSocketTimeout(own)) {
            connection.setNetworkTimeout(Runnable::run, 0);
        }
    }

    private boolean hasSocketTimeout(Properties properties) {
        return properties.containsKey(SOCKET_TIMEOUT) || database.contains(SOCKET_TIMEOUT + "=");
    }

    @Override
    public void probe(Backend backend, Duration timeout) throws SQLException {
        int millis = (int) Math.max(1, timeout.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(backend.socketAddress(), millis);
            socket.setSoTimeout(millis);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(SSL_REQUEST_LENGTH);
            out.writeInt(SSL_REQUEST_CODE);
            out.flush();
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the server closed the connection");
            }
        } catch (IOException e) {
            throw new SQLException("probe of " + backend.label() + " failed: " + e.getMessage(), "08006", e);
        }
    }
}
