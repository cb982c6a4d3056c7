package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.lab.dns.DnsServer;
import dev.penstock.lab.postgres.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real server with TLS, whose certificate is valid for each name but one. The name comes from an SRV record, so that
 * whoever forges DNS can send a pool to a server with a valid certificate of another owner.
 */
class SrvTlsIT {
    private static final String SERVICE = "_postgresql._tcp.orders.test";
    private static final String INSIDE = "db-1.orders.test";
    private static final String OUTSIDE = "db.elsewhere.test";
    private static final Duration TTL = Duration.ofSeconds(60);
    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    private final DnsServer dns = DnsServer.start();

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder()
                .servers(1)
                .tls(INSIDE, OUTSIDE, "db.evilorders.test", "orders.test.evil.test", "test")
                .start();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    /** The pool of a test that failed may still ask: after the pools. */
    @AfterEach
    void stop() {
        dns.close();
    }

    private void announce(String... targets) {
        for (String target : targets) {
            dns.srv(SERVICE, TTL, 0, 1, cluster.port(), target);
            dns.a(target, TTL, cluster.server(0).address());
        }
    }

    private PenstockDataSource config(String sslMode) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://" + SERVICE + "/" + cluster.database() + "?sslmode=" + sslMode
                + "&sslrootcert=" + cluster.rootCertificate().orElseThrow());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setNameServers("127.0.0.1:" + dns.address().getPort());
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(20_000);
        return pool;
    }

    private static void assertUsesTls(PenstockDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            rows.next();
            assertThat(rows.getBoolean(1)).as("TLS").isTrue();
        }
    }

    @Test
    void targetInsideDomainIsAccepted() throws SQLException {
        announce(INSIDE);

        assertUsesTls(pools.open(config("verify-full")));
    }

    @ParameterizedTest
    @ValueSource(strings = {OUTSIDE, "db.evilorders.test", "orders.test.evil.test", "test"})
    void targetOutsideDomainIsRefusedInSpiteOfItsCertificate(String target) {
        announce(target);
        PenstockDataSource pool = config("verify-full");
        pool.setConnectionTimeout(1_000);
        pools.open(pool);

        assertThat(catchThrowable(pool::getConnection))
                .isInstanceOf(NoBackendsException.class)
                .hasMessageContaining("has the target " + target + ", which is outside of orders.test")
                .hasMessageContaining("srvTargetDomains");
        assertThat(pool.backends()).as("nobody is dialled").isEmpty();
    }

    @Test
    void targetInNamedDomainIsAccepted() throws SQLException {
        announce(OUTSIDE);
        PenstockDataSource pool = config("verify-full");
        pool.setSrvTargetDomains("elsewhere.test");

        assertUsesTls(pools.open(pool));
    }

    @Test
    void targetInsideServesBesideRefusedTarget() throws SQLException {
        announce(INSIDE, OUTSIDE);
        PenstockDataSource pool = pools.open(config("verify-full"));

        assertUsesTls(pool);
        assertThat(pool.backends()).hasSize(1).allMatch(view -> view.toString().contains(INSIDE));
        assertThat(pool.discovery().toString()).contains(OUTSIDE, "outside of orders.test");
    }

    @Test
    void targetInsideDomainWithoutItsCertificateIsRefused() {
        announce("db-2.orders.test");
        PenstockDataSource pool = config("verify-full");
        pool.setConnectionTimeout(1_000);
        pools.open(pool);

        assertThat(catchThrowable(pool::getConnection))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("db-2.orders.test");
    }

    @Test
    void targetAnywhereIsAcceptedIfNoNameIsVerified() throws SQLException {
        announce(OUTSIDE);

        assertUsesTls(pools.open(config("verify-ca")));
    }
}
