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
 * The choices for a {@link PostgresCluster}. Defaults: three servers on 127.0.0.2 to 127.0.0.4, a free port, database,
 * user and password {@code app}, no TLS. For one thread.
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
     * As many servers on as many addresses from 127.0.0.2 on.
     *
     * @throws IllegalArgumentException unless it is 1 to 253
     */
    public PostgresClusterBuilder servers(int count) {
        if (count < 1 || count > 253) {
            throw new IllegalArgumentException("the number of servers must be 1 to 253, not " + count);
        }
        return addresses(Loopback.addresses(count));
    }

    /** One server on each of these addresses. */
    public PostgresClusterBuilder addresses(List<InetAddress> value) {
        if (value.isEmpty() || value.stream().distinct().count() != value.size()) {
            throw new IllegalArgumentException("there must be at least one address, and none twice: " + value);
        }
        addresses = List.copyOf(value);
        return this;
    }

    /** The TCP port on all addresses; 0 picks one that is free on all of them. */
    public PostgresClusterBuilder port(int value) {
        if (value < 0 || value > 65_535) {
            throw new IllegalArgumentException("the port must be 0 to 65535, not " + value);
        }
        port = value;
        return this;
    }

    /** The database that is made on every server: a lower case SQL identifier. */
    public PostgresClusterBuilder database(String value) {
        database = value;
        return this;
    }

    /** The ordinary user, a lower case SQL identifier, and its password. */
    public PostgresClusterBuilder user(String name, String passwordOfUser) {
        user = name;
        password = passwordOfUser;
        return this;
    }

    /** A line of {@code postgresql.conf}; the value is given without quotes. Takes precedence over the defaults. */
    public PostgresClusterBuilder parameter(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Lets the servers speak TLS, with a certificate for these DNS names and for the servers' addresses. */
    public PostgresClusterBuilder tls(String... dnsNames) {
        if (dnsNames.length == 0) {
            throw new IllegalArgumentException("a certificate needs at least one DNS name");
        }
        certificateNames = List.of(dnsNames);
        return this;
    }

    /** Where binaries and data are kept, instead of a directory of this user below {@code java.io.tmpdir}. */
    public PostgresClusterBuilder directory(Path value) {
        directory = value;
        return this;
    }

    /** How long each server may take to get ready. */
    public PostgresClusterBuilder startLimit(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("the start limit must be > 0, not " + value);
        }
        startLimit = value;
        return this;
    }

    /**
     * Starts the servers and returns when all are ready.
     *
     * @throws IllegalArgumentException when the database or user is no lower case identifier
     * @throws LabException when the platform has no binaries, an address cannot be bound, or a server does not start
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
