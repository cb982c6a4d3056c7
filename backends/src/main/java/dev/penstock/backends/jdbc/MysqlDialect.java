package dev.penstock.backends.jdbc;

import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * MySQL Connector/J and MariaDB Connector/J: the URL gets the backend's address, so that the driver looks nothing up.
 *
 * <p>Where the driver is to verify the server's name, the URL keeps the name and a socket factory dials the address.
 * MariaDB Connector/J can be told one, and looks the name up all the same, for nothing; MySQL Connector/J cannot.
 *
 * <p>A login that hangs ends by a socket timeout, which is lifted once the session is ready, where the user sets none.
 *
 * <p>There are no probes: a server of this family counts a connection that does not log in as an error of its client,
 * and refuses it after too many.
 */
public final class MysqlDialect implements Dialect {
    private static final String SOCKET_TIMEOUT = "socketTimeout";

    private final String scheme;
    private final String databaseAndParameters;
    private final boolean byName;

    /**
     * Creates the dialect of one database.
     *
     * @param scheme what a URL begins with, as in {@code jdbc:mariadb}
     * @param databaseAndParameters what follows the host in a URL, the slash included
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
        int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
        if (byName) {
            properties.setProperty("socketFactory", ThreadLocalSocketFactory.class.getName());
            ThreadLocalSocketFactory.next(backend.socketAddress(), millis);
        }
        properties.putIfAbsent("connectTimeout", Integer.toString(millis));
        if (!hasSocketTimeout(properties)) {
            properties.setProperty(SOCKET_TIMEOUT, Integer.toString(millis));
        }
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
        // connect attempts and checks have to do
    }
}
