package dev.penstock.pool.source;

import dev.penstock.backends.jdbc.MysqlDialect;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.Lookup;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** Parses the URLs of MySQL Connector/J and MariaDB Connector/J that name one host or SRV name. */
final class MysqlUrl {
    private static final String MYSQL = "jdbc:mysql";
    private static final String MARIADB = "jdbc:mariadb";
    private static final int PORT = 3306;

    /** Settings with which the driver connects by other means than a host and a port. */
    private static final List<String> OTHER_MEANS =
            List.of("pipe", "localsocket", "namedpipepath", "socketfactory", "sockshost", "socksproxyhost");

    private MysqlUrl() {}

    /**
     * The service of a URL; empty for a URL of another driver, and for one whose server the driver must find itself.
     * Such a URL has a mode, a user, addresses in parentheses, settings for other means than a host and a port, or
     * several hosts, which these drivers do not treat as equals.
     *
     * @param driverProperties the properties that the driver gets besides the URL
     * @throws IllegalArgumentException if the host cannot be read
     */
    static Optional<ServiceUrl> parse(String url, Properties driverProperties) {
        String scheme = url.startsWith(MYSQL + "://") ? MYSQL : url.startsWith(MARIADB + "://") ? MARIADB : "";
        if (scheme.isEmpty()) {
            return Optional.empty();
        }
        String rest = url.substring(scheme.length() + "://".length());
        int end = authorityEnd(rest);
        String authority = rest.substring(0, end);
        Map<String, String> settings = settings(rest.substring(end), driverProperties);
        if (authority.isEmpty()
                || authority.chars().anyMatch(c -> ",()@=".indexOf(c) >= 0)
                || OTHER_MEANS.stream().anyMatch(settings::containsKey)) {
            return Optional.empty();
        }
        boolean byName = verifiesName(settings);
        if (byName && scheme.equals(MYSQL)) {
            return Optional.of(foundByDriver(url, authority));
        }
        return Optional.of(new ServiceUrl(
                authority,
                Optional.of(lookup(authority, rest.substring(end))),
                new MysqlDialect(scheme, rest.substring(end), byName),
                PORT,
                Optional.empty()));
    }

    private static int authorityEnd(String rest) {
        int slash = rest.indexOf('/');
        int query = rest.indexOf('?');
        int end = slash < 0 ? query : query < 0 ? slash : Math.min(slash, query);
        return end < 0 ? rest.length() : end;
    }

    private static Lookup lookup(String authority, String pathAndQuery) {
        if (!authority.startsWith("_")) {
            try {
                return Lookup.hosts(HostAndPort.parse(authority, PORT));
            } catch (IllegalArgumentException e) {
                throw ServiceUrl.unreadable(authority, pathAndQuery, e);
            }
        }
        if (ServiceUrl.mayBeShown(authority) && authority.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "jdbcUrl host '" + authority + "' is an SRV name and takes no port: its records have one");
        }
        return ServiceUrl.srv(authority);
    }

    private static ServiceUrl foundByDriver(String url, String authority) {
        if (!ServiceUrl.mayBeShown(authority)) {
            return ServiceUrl.ofDriver(url);
        }
        if (authority.startsWith("_")) {
            throw new IllegalArgumentException("jdbcUrl host '" + authority
                    + "' is an SRV name, but MySQL Connector/J can verify the name of a server only if it finds the"
                    + " server itself: set sslMode=VERIFY_CA, or name the server");
        }
        return ServiceUrl.ofDriver(url)
                .withWarning("the backends of '" + authority + "' are not discovered, and MySQL Connector/J finds the"
                        + " server itself: with sslMode=VERIFY_IDENTITY it verifies the server's name, which a URL with"
                        + " a backend's address does not have; with sslMode=VERIFY_CA, backends are discovered");
    }

    private static boolean verifiesName(Map<String, String> settings) {
        String mode = settings.getOrDefault("sslmode", "").replace('_', '-').toLowerCase(Locale.ROOT);
        boolean usesTls = settings.getOrDefault("usessl", "").equalsIgnoreCase("true")
                && !settings.containsKey("sslmode")
                && !settings.containsKey("verifyservercertificate");
        return mode.equals("verify-identity") || mode.equals("verify-full") || usesTls;
    }

    /** All settings, with names in lower case. */
    private static Map<String, String> settings(String pathAndQuery, Properties driverProperties) {
        Map<String, String> settings = new TreeMap<>();
        driverProperties
                .stringPropertyNames()
                .forEach(name -> settings.put(name.toLowerCase(Locale.ROOT), driverProperties.getProperty(name)));
        int query = pathAndQuery.indexOf('?');
        String text = query < 0 ? "" : pathAndQuery.substring(query + 1);
        for (String setting : text.split("&", -1)) {
            int equals = setting.indexOf('=');
            if (equals > 0) {
                settings.put(setting.substring(0, equals).toLowerCase(Locale.ROOT), setting.substring(equals + 1));
            }
        }
        return settings;
    }
}
