package dev.penstock.pool.source;

import dev.penstock.backends.jdbc.PostgresDialect;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.Lookup;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Parses the URLs of pgjdbc.
 *
 * <p>The driver finds its server itself if the application makes the sockets, because only the application's factory
 * knows where they lead. The same holds if a setting names the server, and the URL does not. The driver then gets its
 * URL unchanged, and discovery is bypassed.
 */
final class PostgresUrl {
    static final String PREFIX = "jdbc:postgresql:";

    private static final int PORT = 5432;
    private static final int PLACEHOLDER_PORT = 1;
    private static final String SOCKET_FACTORY = "socketFactory";

    /** Settings that name the server of a URL without a host. */
    private static final List<String> HOST_SETTINGS = List.of("service", "PGHOST");

    private PostgresUrl() {}

    /**
     * The service of a URL that begins with {@link #PREFIX}.
     *
     * @param driverProperties the properties that the driver gets besides the URL
     * @throws IllegalArgumentException if the host cannot be read
     */
    static ServiceUrl parse(String url, Properties driverProperties) {
        String rest = url.substring(PREFIX.length());
        int end = authorityEnd(rest);
        String authority = rest.startsWith("//") ? rest.substring(2, end) : "";
        if (authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException("jdbcUrl has a user in its host part, which pgjdbc does not read;"
                    + " set username and password instead");
        }
        Set<String> settings = settings(rest, driverProperties);
        if (settings.contains(SOCKET_FACTORY)) {
            return foundByDriver(url, authority);
        }
        if (authority.isEmpty() && HOST_SETTINGS.stream().anyMatch(settings::contains)) {
            return foundByDriver(url, authority);
        }
        String database = rest.startsWith("/", end) && end > 0 ? rest.substring(end + 1) : rest.substring(end);
        return authority.startsWith("_")
                ? srv(authority, database)
                : hosts(authority.isEmpty() ? "localhost" : authority, database);
    }

    /** The end of the part with the hosts; 0 if there is none. */
    private static int authorityEnd(String rest) {
        if (!rest.startsWith("//")) {
            return 0;
        }
        int slash = rest.indexOf('/', 2);
        int query = rest.indexOf('?', 2);
        int end = slash >= 0 && (query < 0 || slash < query) ? slash : query;
        return end < 0 ? rest.length() : end;
    }

    /** The names of all settings. Unlike MySQL's drivers, pgjdbc distinguishes capitals. */
    private static Set<String> settings(String rest, Properties driverProperties) {
        Set<String> settings = new TreeSet<>(driverProperties.stringPropertyNames());
        int query = rest.indexOf('?');
        String text = query < 0 ? "" : rest.substring(query + 1);
        for (String setting : text.split("&", -1)) {
            int equals = setting.indexOf('=');
            settings.add(equals < 0 ? setting : setting.substring(0, equals));
        }
        return settings;
    }

    private static ServiceUrl foundByDriver(String url, String authority) {
        if (authority.startsWith("_") && ServiceUrl.mayBeShown(authority)) {
            throw new IllegalArgumentException("jdbcUrl host '" + authority + "' is an SRV name, but with "
                    + SOCKET_FACTORY + " pgjdbc finds the server itself, and does not know SRV names:"
                    + " name a host, or leave " + SOCKET_FACTORY + " out");
        }
        if (ServiceUrl.hasWrongPort(authority)) {
            throw ServiceUrl.unreadable(authority, "", new IllegalArgumentException("a port is not a number"));
        }
        ServiceUrl found = new ServiceUrl(
                authority.isEmpty() || !ServiceUrl.mayBeShown(authority) ? "postgresql" : authority,
                Optional.empty(),
                PostgresDialect.foundByDriver(url),
                PLACEHOLDER_PORT,
                Optional.empty());
        return authority.indexOf(',') < 0
                ? found
                : found.withWarning(
                        "the backends of '" + found.service() + "' are not discovered: with " + SOCKET_FACTORY
                                + " pgjdbc finds the server itself, and Penstock sees all hosts as one backend");
    }

    private static ServiceUrl srv(String name, String database) {
        if (ServiceUrl.mayBeShown(name) && (name.indexOf(':') >= 0 || name.indexOf(',') >= 0)) {
            throw new IllegalArgumentException("jdbcUrl host '" + name
                    + "' is an SRV name and takes no port and no further host: its records have both");
        }
        return discovered(name, ServiceUrl.srv(name), database);
    }

    private static ServiceUrl hosts(String authority, String database) {
        try {
            List<HostAndPort> hosts = HostAndPort.parseList(authority, PORT);
            return discovered(authority, new Lookup.Hosts(hosts), database);
        } catch (IllegalArgumentException e) {
            throw ServiceUrl.unreadable(authority, database, e);
        }
    }

    private static ServiceUrl discovered(String service, Lookup lookup, String database) {
        return new ServiceUrl(service, Optional.of(lookup), new PostgresDialect(database), PORT, Optional.empty());
    }
}
