package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Several independent PostgreSQL servers on loopback addresses with one common port, as behind the A records of one DNS
 * name.
 *
 * <p>All servers have the superuser {@code postgres}, the ordinary {@link #user()} and a {@link #database()} of that
 * user; they share no data. They listen on TCP only, with scram-sha-256 for all users, {@code max_connections} 100 and
 * {@code fsync} off. They end with {@link #close()} or with this JVM, even if the JVM is killed.
 *
 * <p>Works as root and as any other user. Thread-safe.
 */
public final class PostgresCluster implements AutoCloseable {

    private final ClusterSettings settings;
    private final Path run;
    private final List<PostgresServer> servers;
    private final ClusterGuard guard;
    private final @Nullable Path rootCertificate;
    private final AtomicBoolean closed = new AtomicBoolean();

    PostgresCluster(
            ClusterSettings settings,
            Path run,
            List<PostgresServer> servers,
            ClusterGuard guard,
            @Nullable Path rootCertificate) {
        this.settings = settings;
        this.run = run;
        this.servers = List.copyOf(servers);
        this.guard = guard;
        this.rootCertificate = rootCertificate;
    }

    /**
     * Starts servers on 127.0.0.2, 127.0.0.3 and so on, with the defaults of {@link PostgresClusterBuilder}.
     *
     * @throws LabException if the platform has no binaries, an address cannot be bound, or a server does not start
     */
    public static PostgresCluster start(int servers) {
        return builder().servers(servers).start();
    }

    /** A builder with the default settings. */
    public static PostgresClusterBuilder builder() {
        return new PostgresClusterBuilder();
    }

    /** The servers in the order of their addresses. */
    public List<PostgresServer> servers() {
        return servers;
    }

    /** The server of this index, from 0. */
    public PostgresServer server(int index) {
        return servers.get(index);
    }

    /** The TCP port of all servers. */
    public int port() {
        return settings.port();
    }

    /** The database of {@link #user()} on every server. */
    public String database() {
        return settings.login().database();
    }

    /** The ordinary user, which is no superuser. */
    public String user() {
        return settings.login().user();
    }

    /** The password of {@link #user()}. */
    public String password() {
        return settings.login().password();
    }

    /** The PEM file of the root certificate, if the servers use TLS; {@link #close()} deletes the file. */
    public Optional<Path> rootCertificate() {
        return Optional.ofNullable(rootCertificate);
    }

    /** Ends all servers, including frozen ones, and deletes their files. A second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            close(servers, guard, run);
        }
    }

    static void close(List<PostgresServer> servers, ClusterGuard guard, Path run) {
        try (guard) {
            servers.forEach(PostgresServer::beginClose);
            servers.forEach(PostgresServer::awaitClosed);
            guard.dismiss();
        } finally {
            LabDirectory.deleteTree(run);
        }
    }
}
