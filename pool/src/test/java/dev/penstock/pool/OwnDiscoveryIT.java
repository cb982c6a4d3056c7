package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.Found;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.waits.NanoClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Three real servers, found by a file, or by what the user wrote. */
class OwnDiscoveryIT {
    private static final Duration TTL = Duration.ofSeconds(1);
    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.start(3);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    /** The servers that as many claims at once as there are slots reach. */
    private static Set<String> reached(PenstockDataSource pool) throws SQLException {
        Set<String> names = new TreeSet<>();
        Collection<Connection> held = new java.util.ArrayList<>();
        try {
            int free = Invariants.unclaimed(pool.backends());
            for (int i = 0; i < free; i++) {
                held.add(pool.getConnection());
            }
            for (Connection connection : held) {
                names.add(server(connection));
            }
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
        return names;
    }

    private static void awaitOnline(PenstockDataSource pool, int servers, int slots) {
        Await.until(
                servers + " backends are online with " + slots + " slots",
                Invariants.LIMIT,
                () -> pool.backends().stream()
                                        .filter(view -> view.health() == BackendHealth.ONLINE
                                                && view.slots().unclaimed() > 0)
                                        .count()
                                == servers
                        && Invariants.unclaimed(pool.backends()) == slots);
    }

    private static Set<String> names(Integer... servers) {
        return Stream.of(servers).map(OwnDiscoveryIT::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String server(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW cluster_name")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String name(int server) {
        return cluster.server(server).name();
    }

    @Test
    void aFinderOfTheUsersOwnTakesThePlaceOfDns() throws SQLException {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://orders/" + cluster.database());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(3);
        pool.setBackendFinder(deadline -> Found.of(
                cluster.servers().stream()
                        .map(server -> Backend.of(server.name(), server.address(), server.port()))
                        .toList(),
                TTL,
                "a list of the test's"));
        pools.open(pool);
        awaitOnline(pool, 3, 3);

        assertThat(reached(pool)).containsExactlyInAnyOrder(name(0), name(1), name(2));
    }

    private static PenstockDataSource unopened(int slots) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://orders:" + cluster.port() + "/" + cluster.database());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(slots);
        pool.setRemovalGrace(100);
        return pool;
    }

    @Test
    void aFileIsFollowed(@TempDir Path directory) throws SQLException, IOException {
        Path file = directory.resolve("backends");
        PenstockDataSource pool = unopened(4);
        pool.setBackendFile(file.toString());
        pools.open(pool);
        Await.until(
                "it is missed",
                Invariants.LIMIT,
                () -> pool.discovery().lastError().isPresent());
        assertThat(pool.discovery().toString()).contains("nothing was ever found", "is not there");
        write(file, 0, 1);
        awaitOnline(pool, 2, 4);
        assertThat(reached(pool)).isEqualTo(names(0, 1));
        assertThat(pool.discovery().source()).contains(file.toString());
        write(file, 1, 2);
        Await.until(
                "the first has left",
                Invariants.LIMIT,
                () -> pool.backends().size() == 2
                        && pool.backends().stream()
                                .noneMatch(view -> view.backend()
                                        .address()
                                        .equals(cluster.server(0).address())));
        awaitOnline(pool, 2, 4);
        assertThat(reached(pool)).isEqualTo(names(1, 2));
        Files.delete(file);
        Await.until("it is missed", Invariants.LIMIT, () -> pool.discovery().freshness() == Freshness.STALE);
        assertThat(reached(pool)).as("nothing is lost with it").isEqualTo(names(1, 2));
    }

    private static void write(Path file, int... servers) throws IOException {
        Files.writeString(
                file,
                IntStream.of(servers)
                        .mapToObj(server -> cluster.server(server).address().getHostAddress() + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void aResolverOfTheUsersOwnIsStartedAndClosed() throws SQLException {
        Resolver own = FixedResolver.ofAddresses(
                new ServiceName("orders"),
                List.of(new HostAndPort(cluster.server(1).address().getHostAddress(), cluster.port())),
                NanoClock.system());
        PenstockDataSource pool = unopened(2);
        pool.setResolver(own);
        pools.open(pool);
        awaitOnline(pool, 1, 2);
        assertThat(reached(pool)).isEqualTo(names(1));
        assertThat(pool.discovery().healthy()).isTrue();
    }
}
