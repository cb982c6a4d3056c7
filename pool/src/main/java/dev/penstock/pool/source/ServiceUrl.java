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
 * What a {@code jdbcUrl} says: which service, how its backends are found, and how the driver is told one of them.
 *
 * @param service the service's name: the host part of the URL
 * @param lookup how its backends are found; empty where the driver finds its server itself
 * @param dialect how the driver is told a backend
 * @param usualPort the port of the driver's servers where nobody names another
 * @param caution what whoever starts the pool should know
 */
public record ServiceUrl(
        String service, Optional<Lookup> lookup, Dialect dialect, int usualPort, Optional<String> caution) {
    private static final String JDBC = "jdbc:";
    private static final String POSTGRES = "jdbc:postgresql:";
    private static final int POSTGRES_PORT = 5432;

    /**
     * Reads a URL.
     *
     * @param told what else the driver is told
     * @throws IllegalArgumentException if it is no JDBC URL, or its host part cannot be read; the message leaves out
     *     what may be secret
     */
    public static ServiceUrl parse(String url, Properties told) {
        if (!url.startsWith(JDBC) || url.indexOf(':', JDBC.length()) < 0) {
            throw new IllegalArgumentException("jdbcUrl '" + Secrets.redacted(url)
                    + "' is not a JDBC URL; write it like jdbc:postgresql://_postgresql._tcp.example.com/orders");
        }
        return url.startsWith(POSTGRES)
                ? postgres(url)
                : MysqlUrl.parse(url, told).orElseGet(() -> ofDriver(url));
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

    /** What is wrong with the host part of a URL; not in detail where a password may stand there. */
    static IllegalArgumentException unreadable(String rest, IllegalArgumentException wrong) {
        return rest.indexOf('@') < 0
                ? new IllegalArgumentException("jdbcUrl cannot be read: " + wrong.getMessage(), wrong)
                : new IllegalArgumentException("jdbcUrl cannot be read: it may have a user before an '@';"
                        + " set username and password instead");
    }

    private static ServiceUrl ofPostgres(String service, Lookup lookup, String database) {
        return new ServiceUrl(
                service, Optional.of(lookup), new PostgresDialect(database), POSTGRES_PORT, Optional.empty());
    }

    /** What a data source is that finds its server itself. */
    static ServiceUrl ofDataSource(String name) {
        return left(name, name);
    }

    /** What a URL is that is left to its driver. */
    static ServiceUrl ofDriver(String url) {
        return left(url.substring(JDBC.length(), url.indexOf(':', JDBC.length())), url);
    }

    private static ServiceUrl left(String service, String url) {
        return new ServiceUrl(service, Optional.empty(), new GenericDialect(url), 1, Optional.empty());
    }

    /** The same, with something that whoever starts the pool should know. */
    ServiceUrl warning(String text) {
        return new ServiceUrl(service, lookup, dialect, usualPort, Optional.of(text));
    }

    /** The port of backends that are listed without one: that of the first host. */
    public int port() {
        return lookup.filter(Lookup.Hosts.class::isInstance)
                .map(hosts -> ((Lookup.Hosts) hosts).hosts().get(0).port())
                .orElse(usualPort);
    }

    /** The one backend of a driver that finds its server itself: its address is a placeholder that nobody dials. */
    public Backend placeholder() {
        return Backend.of(service, InetAddress.getLoopbackAddress(), usualPort);
    }
}
