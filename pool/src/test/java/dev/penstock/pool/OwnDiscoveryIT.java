package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.FinderResult;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.waits.NanoClock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        pool.setBackendFinder(deadline -> FinderResult.of(
                cluster.servers().stream()
                        .map(server -> Backend.of(server.name(), server.address(), server.port()))
                        .toList(),
                TTL,
                "a list of the test's"));
        pools.open(pool);
        ReachedServers.awaitOnline(pool, 3, 3);

        assertThat(ReachedServers.of(pool)).containsExactlyInAnyOrder(name(0), name(1), name(2));
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
        assertThat(pool.discovery().toString()).contains("nothing was ever found", "does not exist");
        write(file, 0, 1);
        ReachedServers.awaitOnline(pool, 2, 4);
        assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 0, 1));
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
        ReachedServers.awaitOnline(pool, 2, 4);
        assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 1, 2));
        Files.delete(file);
        Await.until("it is missed", Invariants.LIMIT, () -> pool.discovery().freshness() == Freshness.STALE);
        assertThat(ReachedServers.of(pool))
                .as("nothing is lost with it")
                .isEqualTo(ReachedServers.names(cluster, 1, 2));
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
        InetAddress address = cluster.server(1).address();
        Resolver own = new FixedResolver(
                new ServiceName("orders"),
                List.of(Backend.of(address.getHostAddress(), address, cluster.port())),
                NanoClock.system());
        PenstockDataSource pool = unopened(2);
        pool.setResolver(own);
        pools.open(pool);
        ReachedServers.awaitOnline(pool, 1, 2);
        assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 1));
        assertThat(pool.discovery().healthy()).isTrue();
    }
}
