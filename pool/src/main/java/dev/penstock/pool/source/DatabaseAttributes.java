package dev.penstock.pool.source;

import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.Lookup;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What OpenTelemetry's conventions call the database: its system, its name, and the service as the application
 * configured it. What is not known is left out.
 */
public final class DatabaseAttributes {
    /** The names of systems whose URLs have another scheme. */
    private static final Map<String, String> SYSTEMS = Map.of(
            "h2", "h2database",
            "sqlserver", "microsoft.sql_server",
            "oracle", "oracle.db",
            "hsqldb", "hsqldb",
            "mysql", "mysql",
            "mariadb", "mariadb",
            "postgresql", "postgresql");

    /** A URL of a server: the name of the database follows the part with the hosts. */
    private static final Pattern DATABASE =
            Pattern.compile("jdbc:(?:postgresql|mysql|mariadb):(?://[^/?@]*/)?([\\p{L}\\p{N}_.$-]{1,63})(?:\\?.*)?");

    private DatabaseAttributes() {}

    /** Names and values by turns. No value is secret, because each consists of names and numbers only. */
    public static List<String> of(ServiceUrl url, PropertyMap properties) {
        List<String> attributes = new ArrayList<>();
        String jdbcUrl =
                Optional.ofNullable(properties.find(PropertyTable.JDBC_URL)).orElse("");
        add(
                attributes,
                "db.system.name",
                Secrets.scheme(jdbcUrl)
                        .map(scheme -> SYSTEMS.getOrDefault(scheme, "other_sql"))
                        .orElse("other_sql"));
        Matcher database = DATABASE.matcher(jdbcUrl);
        if (database.matches()) {
            add(attributes, "db.namespace", database.group(1));
        }
        url.lookup().ifPresent(lookup -> addServer(attributes, url.service(), lookup));
        return List.copyOf(attributes);
    }

    private static void addServer(List<String> attributes, String service, Lookup lookup) {
        if (lookup instanceof Lookup.Hosts hosts && hosts.hosts().size() == 1) {
            HostAndPort host = hosts.hosts().get(0);
            add(attributes, "server.address", host.host());
            add(attributes, "server.port", Integer.toString(host.port()));
        } else {
            add(attributes, "server.address", service);
        }
    }

    private static void add(List<String> attributes, String name, String value) {
        attributes.add(name);
        attributes.add(value);
    }
}
