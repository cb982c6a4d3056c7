package dev.penstock.pool.source;

import dev.penstock.backends.jdbc.Dialect;
import dev.penstock.backends.jdbc.GenericDialect;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.dns.Lookup;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    /** A name or IPv4 address, an IPv6 address in brackets, each with the number of a port, or an IPv6 address. */
    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{M}\\p{N}_.-]*+(:[0-9]*+)?"
            + "|\\[[0-9A-Fa-f:.]*+(%[\\p{L}\\p{N}_.-]*+)?]?(:[0-9]*+)?"
            + "|[0-9A-Fa-f]*+:[0-9A-Fa-f]*+:[0-9A-Fa-f:.]*+");

    private static final Pattern SRV_NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}_.\u3002-]++");

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
        return url.startsWith(PostgresUrl.PREFIX)
                ? PostgresUrl.parse(url, driverProperties)
                : MysqlUrl.parse(url, driverProperties).orElseGet(() -> ofDriver(url));
    }

    /**
     * The error of a host part that cannot be read, without details if the host part may contain a password.
     *
     * @param rest the URL after the host part
     */
    static IllegalArgumentException unreadable(String hosts, String rest, IllegalArgumentException cause) {
        if (rest.indexOf('@') >= 0) {
            return new IllegalArgumentException(
                    "jdbcUrl cannot be read: it may have a user before an '@';" + " set username and password instead");
        }
        return mayBeShown(hosts)
                ? new IllegalArgumentException("jdbcUrl cannot be read: " + cause.getMessage(), cause)
                : new IllegalArgumentException("jdbcUrl cannot be read: the part before its database must be host or"
                        + " host:port, or several with commas between; that part may contain a password, so it is"
                        + " not shown");
    }

    /** Whether a host part consists of names, addresses and numbers of ports, and therefore has no password. */
    static boolean mayBeShown(String hosts) {
        return Stream.of(hosts.split(",", -1))
                .allMatch(host -> HOST.matcher(host.strip()).matches());
    }

    /** Whether the text after a host's last colon is no number. pgjdbc then refuses the URL, and logs that text. */
    static boolean hasWrongPort(String hosts) {
        return Stream.of(hosts.split(",", -1))
                .filter(host -> host.indexOf(':') >= 0 && !host.endsWith("]"))
                .map(host -> host.substring(host.lastIndexOf(':') + 1))
                .anyMatch(port -> port.isEmpty() || !port.chars().allMatch(c -> c >= '0' && c <= '9'));
    }

    /** The SRV name in a host part, which begins with an underscore. */
    static Lookup srv(String name) {
        if (!SRV_NAME.matcher(name).matches()) {
            throw unreadable(name, "", new IllegalArgumentException("'" + name + "' is not an SRV name"));
        }
        return Lookup.srv(name);
    }

    /** The service of a data source, which finds its server itself. */
    static ServiceUrl ofDataSource(String name) {
        return foundByDriver(name, name);
    }

    /** The service of a URL whose driver finds its server itself. */
    static ServiceUrl ofDriver(String url) {
        return foundByDriver(Secrets.scheme(url).orElse("driver"), url);
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
