package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.lab.Await;
import dev.penstock.lab.dns.DnsFault;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.lab.dns.DnsZone;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/** Three real servers, found by DNS. */
class DiscoveryIT {
    private static final String SERVICE = "_postgresql._tcp.orders.test";
    private static final Duration TTL = Duration.ofSeconds(1);
    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    private DnsServer dns;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.start(3);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @BeforeEach
    void serve() {
        dns = DnsServer.start();
        announce(0, 1, 2);
    }

    /** The pool of a test that failed may still ask: after the pools. */
    @AfterEach
    void stop() {
        dns.close();
    }

    private void announce(int... servers) {
        dns.update(before -> {
            DnsZone zone = DnsZone.EMPTY;
            for (int server : servers) {
                String name = "db-" + server + ".orders.test";
                zone = zone.srv(SERVICE, TTL, 0, 1, cluster.port(), name)
                        .a(name, TTL, List.of(cluster.server(server).address()));
            }
            return zone;
        });
    }

    private PenstockDataSource open(String hosts, int slots) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://" + hosts + "/" + cluster.database());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setNameServers("127.0.0.1:" + dns.address().getPort());
        pool.setMaximumPoolSize(slots);
        pool.setConnectionTimeout(20_000);
        pool.setStatusInterval(50);
        pool.setStatusTimeout(2_000);
        return pools.open(pool);
    }

    private static String name(int server) {
        return cluster.server(server).name();
    }

    private static void assertSessionsAtMost(int allowed) throws SQLException {
        int sessions = 0;
        for (PostgresServer server : cluster.servers()) {
            if (server.isRunning()) {
                try (Connection observer = server.connect();
                        Statement statement = observer.createStatement();
                        ResultSet rows = statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + cluster.user() + "'")) {
                    rows.next();
                    sessions += rows.getInt(1);
                }
            }
        }
        assertThat(sessions).as("sessions of the pool").isLessThanOrEqualTo(allowed);
    }

    @Test
    void allServersOfAServiceAreFoundAndShareTheSlots() throws SQLException {
        PenstockDataSource pool = open(SERVICE, 6);
        ReachedServers.awaitOnline(pool, 3, 6);
        assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 0, 1, 2));
        assertThat(pool.backends()).extracting(view -> view.slots().total()).containsOnly(2);
        assertSessionsAtMost(6);
    }

    @Test
    void aServerThatLeavesTheServiceDrainsAndOneThatComesIsClaimed() throws SQLException {
        PenstockDataSource pool = open(SERVICE, 6);
        ReachedServers.awaitOnline(pool, 3, 6);
        Connection held = heldOn(pool, name(0));
        announce(1, 2);
        Await.until(
                "the server that left has only the held slot",
                Invariants.LIMIT,
                () -> view(pool, 0).health() == BackendHealth.REMOVED
                        && view(pool, 0).slots().total() == 1);
        Await.until("the others have its share", Invariants.LIMIT, () -> Invariants.unclaimed(pool.backends()) == 5);
        assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 1, 2));
        assertThat(ReachedServers.name(held)).as("the held claim goes on").isEqualTo(name(0));
        assertSessionsAtMost(6);
        held.close();
        Await.until("it is forgotten", Invariants.LIMIT, () -> pool.backends().size() == 2);
        announce(0, 1, 2);
        ReachedServers.awaitOnline(pool, 3, 6);
        assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 0, 1, 2));
        assertSessionsAtMost(6);
    }

    private static BackendView view(PenstockDataSource pool, int server) {
        InetAddress address = cluster.server(server).address();
        return pool.backends().stream()
                .filter(view -> view.backend().socketAddress().getAddress().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private static Connection heldOn(PenstockDataSource pool, String wanted) throws SQLException {
        Collection<Connection> others = new java.util.ArrayList<>();
        try {
            while (true) {
                Connection connection = pool.getConnection();
                if (ReachedServers.name(connection).equals(wanted)) {
                    return connection;
                }
                others.add(connection);
            }
        } finally {
            for (Connection other : others) {
                other.close();
            }
        }
    }

    @Test
    void aHostNameWithSeveralAddressesIsSeveralBackends() throws SQLException {
        dns.a(
                "orders.test",
                TTL,
                cluster.servers().stream().map(PostgresServer::address).toArray(InetAddress[]::new));
        PenstockDataSource pool = open("orders.test:" + cluster.port(), 3);
        ReachedServers.awaitOnline(pool, 3, 3);
        assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 0, 1, 2));
    }

    @Test
    void severalHostsInOneUrlAreSeveralBackends() throws SQLException {
        String hosts = String.join(
                ",",
                IntStream.range(0, 3)
                        .mapToObj(i -> (i == 0
                                        ? "db-0.orders.test"
                                        : cluster.server(i).address().getHostAddress())
                                + ":" + cluster.port())
                        .toList());
        PenstockDataSource pool = open(hosts, 3);
        ReachedServers.awaitOnline(pool, 3, 3);
        assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 0, 1, 2));
    }

    @Test
    void aDeadNameServerChangesNothing() throws SQLException {
        PenstockDataSource pool = open(SERVICE, 6);
        ReachedServers.awaitOnline(pool, 3, 6);
        for (DnsFault fault : new DnsFault[] {DnsFault.drop(), DnsFault.servfail(), DnsFault.nxdomain()}) {
            dns.fault(fault);
            long asked = dns.queryCount();
            Await.until("it was asked in vain", Invariants.LIMIT, () -> dns.queryCount() > asked + 1);
            assertThat(pool.backends()).hasSize(3);
            assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 0, 1, 2));
        }
    }

    @Test
    void aServerThatDiesIsRoutedAroundAndComesBack() throws SQLException {
        PenstockDataSource pool = open(SERVICE, 6);
        ReachedServers.awaitOnline(pool, 3, 6);
        cluster.server(2).kill();
        try {
            Await.until("two servers answer every claim", Duration.ofSeconds(30), () -> {
                try (Connection connection = pool.getConnection()) {
                    ReachedServers.name(connection);
                } catch (SQLException e) {
                    return false;
                }
                return view(pool, 2).health() == BackendHealth.OFFLINE;
            });
            for (int i = 0; i < 20; i++) {
                try (Connection connection = pool.getConnection()) {
                    assertThat(ReachedServers.name(connection)).isNotEqualTo(name(2));
                }
            }
            assertSessionsAtMost(6);
        } finally {
            cluster.server(2).restart();
        }
        ReachedServers.awaitOnline(pool, 3, 6);
        assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 0, 1, 2));
        assertSessionsAtMost(6);
    }

    @Test
    void serversThatFlickerInDnsKeepTheirSessions() throws SQLException {
        PenstockDataSource pool = open(SERVICE, 6);
        ReachedServers.awaitOnline(pool, 3, 6);
        List<Integer> before = processes(pool);
        for (int i = 0; i < 3; i++) {
            announce(0);
            Await.until(
                    "two are absent",
                    Invariants.LIMIT,
                    () -> pool.discovery().absent().size() == 2);
            announce(0, 1, 2);
            Await.until(
                    "none is",
                    Invariants.LIMIT,
                    () -> pool.discovery().absent().isEmpty()
                            && pool.discovery().backends().size() == 3);
        }
        assertThat(processes(pool)).isEqualTo(before);
    }

    /** The server processes behind the slots. */
    private static List<Integer> processes(PenstockDataSource pool) throws SQLException {
        List<Integer> processes = new java.util.ArrayList<>();
        Collection<Connection> held = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                Connection connection = pool.getConnection();
                held.add(connection);
                processes.add(connection.unwrap(PGConnection.class).getBackendPID());
            }
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
        java.util.Collections.sort(processes);
        return processes;
    }
}
