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

/** Reads the URLs of MySQL Connector/J and MariaDB Connector/J that name one service and nothing else. */
final class MysqlUrl {
    private static final String MYSQL = "jdbc:mysql";
    private static final String MARIADB = "jdbc:mariadb";
    private static final int PORT = 3306;

    /** Settings by which the driver goes another way than to a host and port. */
    private static final List<String> OWN_WAYS =
            List.of("pipe", "localsocket", "namedpipepath", "socketfactory", "sockshost", "socksproxyhost");

    private MysqlUrl() {}

    /**
     * What such a URL says; empty where it is none, or is left to the driver: with several hosts, which these drivers
     * do not take for equals, with a mode, a user, addresses in parentheses, or another way than a host and port.
     *
     * @param told what else the driver is told
     * @throws IllegalArgumentException if its host cannot be read
     */
    static Optional<ServiceUrl> parse(String url, Properties told) {
        String scheme = url.startsWith(MYSQL + "://") ? MYSQL : url.startsWith(MARIADB + "://") ? MARIADB : "";
        if (scheme.isEmpty()) {
            return Optional.empty();
        }
        String rest = url.substring(scheme.length() + "://".length());
        int end = firstOf(rest);
        String authority = rest.substring(0, end);
        Map<String, String> settings = settings(rest.substring(end), told);
        if (authority.isEmpty()
                || authority.chars().anyMatch(c -> ",()@=".indexOf(c) >= 0)
                || OWN_WAYS.stream().anyMatch(settings::containsKey)) {
            return Optional.empty();
        }
        boolean byName = verifiesName(settings);
        if (byName && scheme.equals(MYSQL)) {
            return Optional.of(left(url, authority));
        }
        return Optional.of(new ServiceUrl(
                authority,
                Optional.of(lookup(authority, rest.substring(end))),
                new MysqlDialect(scheme, rest.substring(end), byName),
                PORT,
                Optional.empty()));
    }

    private static int firstOf(String rest) {
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
                throw ServiceUrl.unreadable(pathAndQuery, e);
            }
        }
        if (authority.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "jdbcUrl host '" + authority + "' is an SRV name and takes no port: its records have one");
        }
        return Lookup.srv(authority);
    }

    private static ServiceUrl left(String url, String authority) {
        if (authority.startsWith("_")) {
            throw new IllegalArgumentException("jdbcUrl host '" + authority
                    + "' is an SRV name, and MySQL Connector/J can verify the name of a server only where it finds it"
                    + " itself: set sslMode=VERIFY_CA, or name the server");
        }
        return ServiceUrl.ofDriver(url)
                .warning("the backends of '" + authority + "' are not discovered: sslMode=VERIFY_IDENTITY has MySQL"
                        + " Connector/J verify the server's name, which would be lost with an address in its URL, so it"
                        + " finds the server itself; with sslMode=VERIFY_CA, backends are discovered");
    }

    private static boolean verifiesName(Map<String, String> settings) {
        String mode = settings.getOrDefault("sslmode", "").replace('_', '-').toLowerCase(Locale.ROOT);
        boolean usesTls = settings.getOrDefault("usessl", "").equalsIgnoreCase("true")
                && !settings.containsKey("sslmode")
                && !settings.containsKey("verifyservercertificate");
        return mode.equals("verify-identity") || mode.equals("verify-full") || usesTls;
    }

    /** All settings, with names in lower case. */
    private static Map<String, String> settings(String pathAndQuery, Properties told) {
        Map<String, String> settings = new TreeMap<>();
        told.stringPropertyNames().forEach(name -> settings.put(name.toLowerCase(Locale.ROOT), told.getProperty(name)));
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
