package dev.penstock.pool.source;

import dev.penstock.backends.jdbc.Dialect;
import dev.penstock.backends.jdbc.GenericDialect;
import dev.penstock.backends.jdbc.PostgresDialect;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.Lookup;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A {@code jdbcUrl} after parsing: the service, the names to look up, and the URL of each backend.
 *
 * @param service the service's name: the host part of the URL
 * @param lookup the names to look up; empty if the driver finds its server itself
 * @param dialect makes the URL of a backend
 * @param defaultPort the port of a server whose port is not given
 * @param warning a text for the log when the pool starts
 */
public record ServiceUrl(
        String service, Optional<Lookup> lookup, Dialect dialect, int defaultPort, Optional<String> warning) {
    private static final String JDBC = "jdbc:";
    private static final String POSTGRES = "jdbc:postgresql:";
    private static final int POSTGRES_PORT = 5432;

    /**
     * Parses a URL.
     *
     * @param driverProperties the properties that the driver gets besides the URL
     * @throws IllegalArgumentException if this is no JDBC URL, or its host part cannot be read; the message contains
     *     no part that may be secret
     */
    static ServiceUrl parse(String url, Properties driverProperties) {
        if (!url.startsWith(JDBC) || url.indexOf(':', JDBC.length()) < 0) {
            throw new IllegalArgumentException("jdbcUrl '" + Secrets.redactUrl(url)
                    + "' is not a JDBC URL; write it like jdbc:postgresql://_postgresql._tcp.example.com/orders");
        }
        return url.startsWith(POSTGRES)
                ? postgres(url)
                : MysqlUrl.parse(url, driverProperties).orElseGet(() -> ofDriver(url));
    }

    private static ServiceUrl postgres(String url) {
        String rest = url.substring(POSTGRES.length());
        if (!rest.startsWith("//")) {
            return hosts("localhost", rest);
        }
        int slash = rest.indexOf('/', 2);
        int query = rest.indexOf('?', 2);
        int end = slash >= 0 && (query < 0 || slash < query) ? slash : query;
        String authority = end < 0 ? rest.substring(2) : rest.substring(2, end);
        String database = end < 0 ? "" : rest.substring(end == slash ? end + 1 : end);
        if (authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException("jdbcUrl has a user in its host part, which pgjdbc does not read;"
                    + " set username and password instead");
        }
        return authority.startsWith("_")
                ? srv(authority, database)
                : hosts(authority.isEmpty() ? "localhost" : authority, database);
    }

    private static ServiceUrl srv(String name, String database) {
        if (name.indexOf(':') >= 0 || name.indexOf(',') >= 0) {
            throw new IllegalArgumentException("jdbcUrl host '" + name
                    + "' is an SRV name and takes no port and no further host: its records have both");
        }
        return ofPostgres(name, Lookup.srv(name), database);
    }

    private static ServiceUrl hosts(String authority, String database) {
        try {
            List<HostAndPort> hosts = HostAndPort.parseList(authority, POSTGRES_PORT);
            return ofPostgres(authority, new Lookup.Hosts(hosts), database);
        } catch (IllegalArgumentException e) {
            throw unreadable(database, e);
        }
    }

    /** The error of a host part that cannot be read, without details if the host part may contain a password. */
    static IllegalArgumentException unreadable(String rest, IllegalArgumentException cause) {
        return rest.indexOf('@') < 0
                ? new IllegalArgumentException("jdbcUrl cannot be read: " + cause.getMessage(), cause)
                : new IllegalArgumentException("jdbcUrl cannot be read: it may have a user before an '@';"
                        + " set username and password instead");
    }

    private static ServiceUrl ofPostgres(String service, Lookup lookup, String database) {
        return new ServiceUrl(
                service, Optional.of(lookup), new PostgresDialect(database), POSTGRES_PORT, Optional.empty());
    }

    /** The service of a data source, which finds its server itself. */
    static ServiceUrl ofDataSource(String name) {
        return foundByDriver(name, name);
    }

    /** The service of a URL whose driver finds its server itself. */
    static ServiceUrl ofDriver(String url) {
        return foundByDriver(url.substring(JDBC.length(), url.indexOf(':', JDBC.length())), url);
    }

    private static ServiceUrl foundByDriver(String service, String url) {
        return new ServiceUrl(service, Optional.empty(), new GenericDialect(url), 1, Optional.empty());
    }

    ServiceUrl withWarning(String text) {
        return new ServiceUrl(service, lookup, dialect, defaultPort, Optional.of(text));
    }

    /** The port of backends that are listed without a port: that of the first host. */
    int port() {
        return lookup.filter(Lookup.Hosts.class::isInstance)
                .map(hosts -> ((Lookup.Hosts) hosts).hosts().get(0).port())
                .orElse(defaultPort);
    }

    /** The only backend of a driver that finds its server itself. The backend's address is never used. */
    Backend placeholder() {
        return Backend.of(service, InetAddress.getLoopbackAddress(), defaultPort);
    }
}
