package dev.penstock.backends.jdbc;

import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * The dialect of MySQL Connector/J and MariaDB Connector/J. The URL has the backend's address, so that the driver looks
 * up no name. Thread-safe.
 *
 * <p>If the driver must verify the server's name, the URL keeps the name, and a socket factory dials the address.
 * MariaDB Connector/J accepts a socket factory, although it still looks up the name; MySQL Connector/J accepts none.
 *
 * <p>A socket timeout ends a login that hangs. It is removed when the session is ready, unless the user set one. It
 * begins again with each byte; therefore MariaDB Connector/J gets sockets that the pool can close.
 *
 * <p>There are no probes. These servers count a connection without a login as a client error, and refuse the client
 * after too many.
 */
public final class MysqlDialect implements Dialect {
    private static final String SOCKET_TIMEOUT = "socketTimeout";
    private static final String MARIADB = "jdbc:mariadb";

    private final String scheme;
    private final String databaseAndParameters;
    private final boolean byName;

    /**
     * Creates the dialect of one database.
     *
     * @param scheme the beginning of a URL, as in {@code jdbc:mariadb}
     * @param databaseAndParameters the part of a URL after host and port, including the slash
     * @param byName whether the URL keeps the backend's name; for MariaDB Connector/J only
     */
    public MysqlDialect(String scheme, String databaseAndParameters, boolean byName) {
        this.scheme = scheme;
        this.databaseAndParameters = databaseAndParameters;
        this.byName = byName;
    }

    @Override
    public String url(Backend backend) {
        String host = byName ? backend.name() : backend.address().getHostAddress();
        return scheme + "://" + UrlHost.of(host) + ":" + backend.port() + databaseAndParameters;
    }

    @Override
    public void dial(Backend backend, Duration timeout, Properties properties) {
        int millis = TimeLimits.millis(timeout);
        if (byName) {
            properties.setProperty("socketFactory", ThreadLocalSocketFactory.class.getName());
            ThreadLocalSocketFactory.setNext(backend.socketAddress(), millis);
        } else if (scheme.equals(MARIADB)) {
            properties.setProperty("socketFactory", AttemptSocketFactory.class.getName());
        }
        properties.putIfAbsent("connectTimeout", Integer.toString(millis));
        if (!hasSocketTimeout(properties)) {
            properties.setProperty(SOCKET_TIMEOUT, Integer.toString(millis));
        }
    }

    @Override
    public boolean verifiesHostName(Properties own) {
        return byName;
    }

    @Override
    public void connected(Connection connection, Properties own) throws SQLException {
        if (!hasSocketTimeout(own)) {
            connection.setNetworkTimeout(Runnable::run, 0);
        }
    }

    private boolean hasSocketTimeout(Properties properties) {
        return properties.containsKey(SOCKET_TIMEOUT) || databaseAndParameters.contains(SOCKET_TIMEOUT + "=");
    }

    @Override
    public void probe(Backend backend, Duration timeout) {
        // only connect attempts and checks can tell whether the server answers
    }
}
