package dev.penstock.chaos.environments;

import dev.penstock.lab.LabException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/** A Patroni with its PostgreSQL server. Used by one thread. */
final class PatroniNode implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final PatroniCluster.Settings settings;
    private final InetAddress address;
    private final Path directory = Program.directory("patroni");
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private Program patroni;

    PatroniNode(PatroniCluster.Settings settings, InetAddress address) {
        this.settings = settings;
        this.address = address;
        this.patroni = launch();
    }

    private Program launch() {
        try {
            Path file = Files.writeString(directory.resolve("patroni.yml"), yaml());
            return Program.start("patroni", directory, List.of(settings.executable(), file.toString()));
        } catch (IOException e) {
            throw new LabException("cannot write the settings of Patroni", e);
        }
    }

    /** The name of the node in the cluster. */
    String name() {
        return "node-" + address.getHostAddress();
    }

    /** The address of its PostgreSQL server. */
    InetSocketAddress server() {
        return new InetSocketAddress(address, settings.serverPort());
    }

    private String yaml() {
        return """
                scope: orders
                name: %1$s
                restapi: {listen: '%2$s:%3$d', connect_address: '%2$s:%3$d'}
                etcd3: {hosts: '%4$s'}
                bootstrap:
                  dcs:
                    ttl: %8$d
                    loop_wait: 1
                    retry_timeout: 3
                    postgresql: {use_pg_rewind: true, use_slots: false}
                  initdb: [{encoding: UTF8}, {locale: C}, {auth: trust}]
                postgresql:
                  listen: '%2$s:%5$d'
                  connect_address: '%2$s:%5$d'
                  data_dir: '%6$s/data'
                  bin_dir: '%7$s'
                  pgpass: '%6$s/pgpass'
                  pg_hba: ['host all all 127.0.0.0/8 trust', 'host replication all 127.0.0.0/8 trust']
                  authentication:
                    superuser: {username: postgres, password: postgres}
                    replication: {username: replicator, password: replicator}
                  parameters:
                    unix_socket_directories: ''
                    shared_buffers: 16MB
                    max_connections: 50
                    fsync: 'off'
                    wal_log_hints: 'on'
                    wal_keep_size: 64MB
                """.formatted(
                        name(),
                        address.getHostAddress(),
                        settings.restPort(),
                        settings.etcd(),
                        settings.serverPort(),
                        directory,
                        settings.binaries(),
                        settings.ttl().toSeconds());
    }

    /** What this Patroni answers; empty if it does not answer. */
    String ask(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path)).timeout(ANSWER).GET().build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /** Lets the cluster manager make another node the leader, in good order. */
    void switchOver() {
        String answer = command("/switchover", "{\"leader\": \"" + name() + "\"}");
        if (!answer.startsWith("200 ")) {
            throw new LabException("no switchover: " + answer);
        }
    }

    /** Lets Patroni copy the leader's data to this node, in place of its own. Returns false if it refuses now. */
    boolean copyAnew() {
        return command("/reinitialize", "{\"force\": true}").startsWith("200 ");
    }

    /** Returns the status and the text of the answer. */
    private String command(String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return "no answer: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://" + address.getHostAddress() + ":" + settings.restPort() + path);
    }

    /** Stops Patroni, and leaves its server running. */
    void freezePatroni() {
        patroni.signal("STOP");
    }

    /** Lets Patroni go on. */
    void thawPatroni() {
        patroni.signal("CONT");
    }

    /** Kills Patroni and its server. */
    void kill() {
        patroni.kill();
    }

    /** Starts Patroni again after {@link #kill}, on the old data. */
    void restart() {
        patroni = launch();
    }

    /** A connection of the superuser. */
    Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("socketTimeout", "10");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address.getHostAddress() + ":" + settings.serverPort() + "/" + database,
                properties);
    }

    /** The end of the log of Patroni and its server. */
    String log() {
        String log = patroni.log();
        return name() + ":\n" + log.substring(Math.max(0, log.length() - 2_000));
    }

    @Override
    public void close() {
        patroni.close();
    }
}
