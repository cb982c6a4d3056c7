package dev.penstock.lab.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.LabException;
import dev.penstock.lab.Loopback;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresClusterIT {

    private static PostgresCluster cluster;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.start(3);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Test
    void serversHaveDistinctAddressesAndOnePort() throws SQLException {
        Set<String> names = new HashSet<>();
        for (PostgresServer server : cluster.servers()) {
            try (Connection connection = asUser(server)) {
                assertThat(text(connection, "SELECT host(inet_server_addr()) || ':' || inet_server_port()"))
                        .isEqualTo(server.address().getHostAddress() + ":" + cluster.port());
                names.add(text(connection, "SHOW cluster_name"));
            }
        }
        assertThat(cluster.servers()).extracting(PostgresServer::address).isEqualTo(Loopback.addresses(3));
        assertThat(names).hasSize(3);
        assertThat(cluster.rootCertificate()).isEmpty();
    }

    @Test
    void ordinaryUserOwnsItsDatabase() throws SQLException {
        try (Connection connection = asUser(cluster.server(0))) {
            assertThat(text(
                            connection,
                            "SELECT current_database() || ' ' || current_user || ' '"
                                    + " || current_setting('is_superuser')"))
                    .isEqualTo(cluster.database() + " " + cluster.user() + " off");
            text(connection, "CREATE TABLE owned (id int); SELECT 1");
        }
    }

    @Test
    void wrongPasswordIsRefused() {
        assertThatThrownBy(() -> DriverManager.getConnection(cluster.server(0).jdbcUrl(), cluster.user(), "wrong"))
                .isInstanceOf(SQLException.class)
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo("28P01");
    }

    @Test
    void observerIsSuperuserAndConnectsToAnyDatabase() throws SQLException {
        try (Connection connection = cluster.server(1).connect("template1")) {
            assertThat(text(connection, "SELECT current_database() || ' ' || current_setting('is_superuser')"))
                    .isEqualTo("template1 on");
        }
    }

    @Test
    void observerConnectsDespiteExhaustedOrdinaryConnections() throws SQLException {
        try (PostgresCluster small = PostgresCluster.builder()
                        .servers(1)
                        .parameter("max_connections", "5")
                        .start();
                Connection first = asUser(small.server(0));
                Connection second = asUser(small.server(0))) {
            assertThat(first.isValid(1) && second.isValid(1)).isTrue();
            assertThatThrownBy(() -> asUser(small.server(0)).close())
                    .hasMessageContaining("reserved for roles with the SUPERUSER attribute");
            try (Connection observer = small.server(0).connect()) {
                assertThat(observer.isValid(1)).isTrue();
            }
        }
    }

    @Test
    void chosenLoginIsUsed() throws SQLException {
        try (PostgresCluster chosen = PostgresCluster.builder()
                        .servers(1)
                        .database("shop")
                        .user("clerk", "it's secret")
                        .start();
                Connection connection = asUser(chosen.server(0))) {
            assertThat(text(connection, "SELECT current_database() || ' ' || current_user"))
                    .isEqualTo("shop clerk");
        }
    }

    @Test
    void tlsClientVerifiesNameAgainstRootCertificate() throws SQLException {
        try (PostgresCluster secure = PostgresCluster.builder()
                .servers(1)
                .tls("localhost", "db.example")
                .start()) {
            Properties properties = new Properties();
            properties.setProperty("user", secure.user());
            properties.setProperty("password", secure.password());
            properties.setProperty("sslmode", "verify-full");
            properties.setProperty(
                    "sslrootcert", secure.rootCertificate().orElseThrow().toString());
            try (Connection connection =
                    DriverManager.getConnection(secure.server(0).jdbcUrl(), properties)) {
                assertThat(text(connection, "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                        .isEqualTo("true");
            }
            try (PostgresCluster other =
                    PostgresCluster.builder().servers(1).tls("localhost").start()) {
                assertThatThrownBy(() ->
                                DriverManager.getConnection(other.server(0).jdbcUrl(), properties))
                        .as("the root certificate of another cluster")
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void failedStartReportsEndOfLog() {
        PostgresClusterBuilder builder =
                PostgresCluster.builder().servers(2).parameter("no_such_parameter", "it's nothing");

        assertThatThrownBy(builder::start)
                .isInstanceOf(LabException.class)
                .hasMessageContaining("PostgreSQL on 127.0.0.2:")
                .hasMessageContaining("ended with exit code 1 while starting")
                .hasMessageContaining("unrecognized configuration parameter \"no_such_parameter\"");
    }

    @Test
    void foreignServerOnTheAddressIsDetected() {
        PostgresClusterBuilder builder = PostgresCluster.builder()
                .addresses(List.of(Loopback.address(9), cluster.server(2).address()))
                .port(cluster.port());

        assertThatThrownBy(builder::start)
                .isInstanceOf(LabException.class)
                .hasMessageContaining("could not bind IPv4 address \"127.0.0.4\"");
        assertThat(cluster.server(2).isRunning()).isTrue();
    }

    @Test
    void closeDeletesFiles() {
        PostgresCluster shortLived = PostgresCluster.start(1);
        Path log = shortLived.server(0).logFile();
        assertThat(log).exists();

        shortLived.close();
        shortLived.close();

        assertThat(log.getParent().getParent()).doesNotExist();
        assertThat(shortLived.server(0).isRunning()).isFalse();
    }

    @Test
    void unbindableAddressIsReportedWithRemedy() throws Exception {
        InetAddress documentation = InetAddress.getByName("192.0.2.1");

        assertThatThrownBy(() -> PostgresCluster.builder()
                        .addresses(List.of(documentation))
                        .start())
                .isInstanceOf(LabException.class)
                .hasMessageContaining("cannot listen on 192.0.2.1")
                .hasMessageContaining("sudo ifconfig lo0 alias 192.0.2.1 up");
    }

    private static Connection asUser(PostgresServer server) throws SQLException {
        Properties properties = new Properties();
        boolean chosen = !server.jdbcUrl().endsWith("/app");
        properties.setProperty("user", chosen ? "clerk" : "app");
        properties.setProperty("password", chosen ? "it's secret" : "app");
        return DriverManager.getConnection(server.jdbcUrl(), properties);
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean hasRows = statement.execute(sql);
            while (!hasRows) {
                hasRows = statement.getMoreResults();
            }
            try (ResultSet rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
