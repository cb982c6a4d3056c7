package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import dev.penstock.lab.Loopback;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A builder of a {@link PostgresCluster}. Defaults: three servers on 127.0.0.2 to 127.0.0.4, a free port, database,
 * user and password {@code app}, no TLS. Not thread-safe.
 */
public final class PostgresClusterBuilder {

    private List<InetAddress> addresses = Loopback.addresses(3);
    private int port;
    private String database = "app";
    private String user = "app";
    private String password = "app";
    private final Map<String, String> parameters = new LinkedHashMap<>(Map.ofEntries(
            Map.entry("shared_buffers", "16MB"),
            Map.entry("max_connections", "100"),
            Map.entry("fsync", "off"),
            Map.entry("synchronous_commit", "off"),
            Map.entry("full_page_writes", "off"),
            Map.entry("autovacuum", "off"),
            Map.entry("max_wal_size", "64MB"),
            Map.entry("wal_keep_size", "32MB"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("log_line_prefix", "%m [%p] ")));
    private List<String> certificateNames = List.of();
    private @Nullable Path directory;
    private Duration startLimit = Duration.ofSeconds(30);

    PostgresClusterBuilder() {}

    /**
     * Sets the number of servers; their addresses begin with 127.0.0.2.
     *
     * @throws IllegalArgumentException if {@code count} is not 1 to 253
     */
    public PostgresClusterBuilder servers(int count) {
        if (count < 1 || count > 253) {
            throw new IllegalArgumentException("the number of servers must be 1 to 253, not " + count);
        }
        return addresses(Loopback.addresses(count));
    }

    /** Sets the addresses; each gets one server. */
    public PostgresClusterBuilder addresses(List<InetAddress> value) {
        if (value.isEmpty() || value.stream().distinct().count() != value.size()) {
            throw new IllegalArgumentException("the addresses must be distinct and at least one, not " + value);
        }
        addresses = List.copyOf(value);
        return this;
    }

    /** Sets the TCP port of all servers; 0 means a port that is free on all addresses. */
    public PostgresClusterBuilder port(int value) {
        if (value < 0 || value > 65_535) {
            throw new IllegalArgumentException("the port must be 0 to 65535, not " + value);
        }
        port = value;
        return this;
    }

    /** Sets the name of the database on every server: a lower case SQL identifier. */
    public PostgresClusterBuilder database(String value) {
        database = value;
        return this;
    }

    /** Sets the ordinary user, a lower case SQL identifier, and the user's password. */
    public PostgresClusterBuilder user(String name, String passwordOfUser) {
        user = name;
        password = passwordOfUser;
        return this;
    }

    /** Sets a parameter of {@code postgresql.conf}, without quotes. It takes precedence over the defaults. */
    public PostgresClusterBuilder parameter(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Switches TLS on, with a certificate for these DNS names and for the servers' addresses. */
    public PostgresClusterBuilder tls(String... dnsNames) {
        if (dnsNames.length == 0) {
            throw new IllegalArgumentException("a certificate needs at least one DNS name");
        }
        certificateNames = List.of(dnsNames);
        return this;
    }

    /** Sets the directory of binaries and data. The default is a directory of this user in {@code java.io.tmpdir}. */
    public PostgresClusterBuilder directory(Path value) {
        directory = value;
        return this;
    }

    /** Sets the time limit for the start of each server. */
    public PostgresClusterBuilder startLimit(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("the start limit must be > 0, not " + value);
        }
        startLimit = value;
        return this;
    }

    /**
     * Starts the servers and waits until all are ready.
     *
     * @throws IllegalArgumentException if the database or the user is no lower case identifier
     * @throws LabException if the platform has no binaries, an address cannot be bound, or a server does not start
     */
    public PostgresCluster start() {
        LabDirectory files = directory == null ? LabDirectory.ofUser() : LabDirectory.at(directory);
        return new ClusterStart(settings(), files, Privileges.detect()).run();
    }

    ClusterSettings settings() {
        return new ClusterSettings(
                addresses,
                port,
                new ClusterSettings.Login(database, user, password),
                parameters,
                certificateNames,
                startLimit);
    }
}
