package dev.penstock.backends.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.BackendsDependencies;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotListener;
import dev.penstock.backends.threads.PoolThreads;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;

/** Backends over real PostgreSQL servers: TLS by name, refused credentials, servers that die, freeze and come back. */
class PostgresBackendsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NAME = "db.test";

    private static PostgresCluster cluster;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder().servers(1).tls(NAME).start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static PostgresServer server() {
        return cluster.server(0);
    }

    private static Backend backend(String name) {
        return Backend.of(name, server().address(), server().port());
    }

    private static JdbcConnector connector(String password) {
        Properties properties = new Properties();
        properties.setProperty("user", cluster.user());
        properties.setProperty("password", password);
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty(
                "sslrootcert", cluster.rootCertificate().orElseThrow().toString());
        return new JdbcConnector(
                new Driver(),
                new PostgresDialect(cluster.database()),
                properties,
                SessionDefaults.standard(),
                Optional.empty());
    }

    private static final class Pool implements AutoCloseable {
        final Backends backends;

        Pool(String password, BackendsPolicy policy) {
            WaitAccounts accounts = new WaitAccounts(NanoClock.system(), new CorrelationIds("it"));
            FixedResolver resolver = new FixedResolver(new ServiceName("it"), List.of(backend(NAME)), accounts.clock());
            backends = new Backends(
                    new BackendsDependencies(
                            "it",
                            resolver,
                            connector(password),
                            policy,
                            accounts,
                            PoolThreads.own(),
                            RoutingPolicy.standard()),
                    new Nobody());
            backends.start();
        }

        BackendView view() {
            return backends.views().get(0);
        }

        void await(BackendHealth health) {
            Await.until("it is " + health, LIMIT, () -> !backends.views().isEmpty() && view().health() == health);
        }

        void awaitFree(int slots) {
            Await.until(slots + " are free", LIMIT, () -> backends.counts().unclaimed() == slots);
        }

        @Override
        public void close() {
            try {
                assertThat(backends.close(LIMIT)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(backends.counts()).isEqualTo(SlotCounts.NONE);
            Await.until("the server has no session left", LIMIT, () -> sessions() == 0);
        }
    }

    private static final class Nobody implements SlotListener {
        @Override
        public void slotFree(Slot slot) {
            // no claim waits
        }

        @Override
        public void routingChanged() {
            // no claim waits
        }

        @Override
        public int waiting() {
            return 0;
        }
    }

    private static int sessions() throws SQLException {
        try (Connection observer = server().connect();
                Statement statement = observer.createStatement();
                ResultSet count = statement.executeQuery(
                        "select count(*) from pg_stat_activity where usename = '" + cluster.user() + "'")) {
            count.next();
            return count.getInt(1);
        }
    }

    private static BackendsPolicy policy() {
        BackendsPolicy defaults = BackendsPolicy.defaults(4);
        return new BackendsPolicy(
                defaults.size(),
                new BackendsPolicy.Connect(Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(500)),
                defaults.life(),
                defaults.status());
    }

    private static long driverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("PostgreSQL JDBC driver connection thread"))
                .count();
    }

    @Test
    void closedConnectionLeavesNoSessionOnTheServer() throws SQLException {
        JdbcConnector connector = connector(cluster.password());
        for (int i = 0; i < 20; i++) {
            Connection connection = connector.connect(backend(NAME), LIMIT);
            assertThat(sessions()).isEqualTo(1);
            connector.close(connection);
            assertThat(sessions()).as("after close number %d", i).isZero();
        }
    }

    @Test
    void addressIsDialledWhileTlsVerifiesAnUnresolvableName() throws SQLException {
        JdbcConnector connector = connector(cluster.password());
        Connection connection = connector.connect(backend(NAME), Duration.ofSeconds(10));
        assertThat(connector.isValid(connection, Duration.ofSeconds(5))).isTrue();
        try (Statement statement = connection.createStatement();
                ResultSet ssl = statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
            ssl.next();
            assertThat(ssl.getBoolean(1)).isTrue();
        }
        assertThat(connection.getNetworkTimeout())
                .as("the time limit of the login does not limit queries")
                .isZero();
        connector.close(connection);
    }

    @Test
    void certificateForAnotherNameIsRefused() {
        assertThatThrownBy(() -> connector(cluster.password()).connect(backend("other.test"), Duration.ofSeconds(10)))
                .isInstanceOf(SQLException.class)
                .hasStackTraceContaining("other.test");
    }

    @Test
    void probeOpensNoSession() throws SQLException {
        connector(cluster.password()).probe(backend(NAME), Duration.ofSeconds(5));
        Backend nobody = Backend.of(NAME, server().address(), server().port() + 1);
        assertThatThrownBy(() -> connector(cluster.password()).probe(nobody, Duration.ofSeconds(5)))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void probeOfTlsServerLeavesNoLineInItsLog() throws Exception {
        int before = Files.readAllLines(server().logFile()).size();
        for (int i = 0; i < 5; i++) {
            connector(cluster.password()).probe(backend(NAME), Duration.ofSeconds(5));
        }
        // the refused login comes later than the ends of the probes, and is logged
        assertThatThrownBy(() -> connector("wrong").connect(backend(NAME), Duration.ofSeconds(10)))
                .isInstanceOf(SQLException.class);
        List<String> lines = Files.readAllLines(server().logFile());
        assertThat(lines.subList(before, lines.size()))
                .isNotEmpty()
                .allMatch(
                        line -> line.contains("password authentication failed") || line.contains("Connection matched"));
    }

    @Test
    void wrongPasswordIsRefusedAndNotRetried() {
        try (Pool pool = new Pool("wrong", policy())) {
            pool.await(BackendHealth.REFUSED);
            assertThat(pool.backends.counts().total()).isZero();
            assertThat(pool.view().lastError())
                    .hasValueSatisfying(error -> assertThat(error).contains("28P01"));
        }
    }

    @Test
    void killedServerIsOfflineUntilItRestarts() {
        try (Pool pool = new Pool(cluster.password(), policy())) {
            pool.awaitFree(4);
            Slot held = pool.backends.tryClaim(System.nanoTime());
            server().kill();
            pool.backends.discard(held, SlotState.CLAIMED, DisconnectCause.server("scripted"));
            pool.await(BackendHealth.OFFLINE);
            assertThat(pool.backends.tryClaim(System.nanoTime())).isNull();
            server().restart();
            pool.await(BackendHealth.ONLINE);
            pool.awaitFree(4);
        }
    }

    @Test
    void frozenServerIsOfflineUntilItThawsAndLeavesNoThread() {
        long threadsBefore = driverThreads();
        try (Pool pool = new Pool(cluster.password(), policy())) {
            pool.awaitFree(4);
            Slot held = pool.backends.tryClaim(System.nanoTime());
            server().freeze();
            try {
                long frozen = System.nanoTime();
                pool.backends.discard(held, SlotState.CLAIMED, DisconnectCause.server("scripted"));
                pool.await(BackendHealth.OFFLINE);
                assertThat(Duration.ofNanos(System.nanoTime() - frozen)).isLessThan(Duration.ofSeconds(5));
                Await.until(
                        "several attempts have hung",
                        LIMIT,
                        () -> System.nanoTime() - frozen
                                > Duration.ofSeconds(10).toNanos());
                assertThat(driverThreads() - threadsBefore)
                        .as("threads of the driver: one of the present attempt, one of the attempt abandoned last")
                        .isLessThanOrEqualTo(2);
            } finally {
                server().thaw();
            }
            pool.await(BackendHealth.ONLINE);
            pool.awaitFree(4);
        }
    }
}
