package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.lab.Await;
import dev.penstock.lab.dns.KnotServer;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real PostgreSQL servers, and a real name server that is updated while the pool runs. */
class KnotIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(KnotIT.class);
    private static final String SERVICE = "_postgresql._tcp.orders.test";
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** What a machine that others use too may take on top of what is promised. */
    private static final Duration NOISE = Duration.ofSeconds(5);

    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    private KnotServer knot;

    @BeforeAll
    static void start() {
        assumeTrue(KnotServer.isInstalled(), "knotd is not installed; on Debian: apt-get install knot");
        cluster = PostgresCluster.start(6);
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void serve() {
        knot = KnotServer.start("orders.test", Duration.ofSeconds(1));
        for (int server = 0; server < 6; server++) {
            knot.addresses(host(server), TTL, List.of(address(server)));
        }
    }

    /** The pool of a test that failed may still ask: after the pools. */
    @AfterEach
    void stop() {
        knot.close();
    }

    private static String host(int server) {
        return "db-" + server + ".orders.test";
    }

    private static InetAddress address(int server) {
        return cluster.server(server).address();
    }

    private void announce(int... servers) {
        knot.services(
                SERVICE,
                TTL,
                IntStream.of(servers)
                        .mapToObj(server -> new KnotServer.Target(0, 1, cluster.port(), host(server)))
                        .toList());
    }

    private PenstockDataSource open(int slots) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://" + SERVICE + "/" + cluster.database());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setNameServers("127.0.0.1:" + knot.address().getPort());
        pool.setMaximumPoolSize(slots);
        pool.setConnectionTimeout(20_000);
        pool.setRemovalGrace(GRACE.toMillis());
        pool.setStatusInterval(50);
        pool.setStatusTimeout(5_000);
        return pools.open(pool);
    }

    private static Set<InetAddress> addresses(PenstockDataSource pool) {
        return pool.backends().stream().map(view -> view.backend().address()).collect(Collectors.toSet());
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void aBackendThatIsAddedIsClaimableWithinItsTtlAndASecond() throws SQLException {
        announce(0, 1);
        PenstockDataSource pool = open(6);
        ReachedServers.awaitOnline(pool, 2, 6);
        long began = System.nanoTime();
        announce(0, 1, 2);
        Await.until(
                "it is claimable",
                TTL.plusSeconds(1).plus(NOISE),
                () -> pool.backends().stream()
                        .anyMatch(view -> view.backend().address().equals(address(2))
                                && view.slots().unclaimed() > 0));
        LOGGER.info("added: claimable after {} ms of at most {}", since(began).toMillis(), TTL.toMillis() + 1000);
        ReachedServers.awaitOnline(pool, 3, 6);
        assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 0, 1, 2));
        assertThat(pool.discovery().backends())
                .allMatch(known ->
                        known.source().equals("127.0.0.1:" + knot.address().getPort()))
                .allMatch(known -> known.expiresIn().compareTo(TTL) <= 0);
    }

    @Test
    void oneThatIsRemovedGetsNoNewClaimAfterItsTtlAndGraceAndItsHeldClaimsFinish() throws SQLException {
        announce(0, 1, 2);
        PenstockDataSource pool = open(6);
        ReachedServers.awaitOnline(pool, 3, 6);
        Collection<Connection> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(pool.getConnection());
        }
        Connection held = null;
        for (Connection connection : all) {
            if (held == null
                    && ReachedServers.name(connection).equals(cluster.server(0).name())) {
                held = connection;
            } else {
                connection.close();
            }
        }
        assertThat(held).isNotNull();
        long began = System.nanoTime();
        announce(1, 2);
        Await.until(
                "it takes no claim any more",
                TTL.plus(GRACE).plus(NOISE),
                () -> pool.backends().stream()
                        .noneMatch(view -> view.backend().address().equals(address(0))
                                && view.health().equals(dev.penstock.backends.BackendHealth.ONLINE)));
        LOGGER.info(
                "removed: no claim after {} ms of at most {}",
                since(began).toMillis(),
                TTL.plus(GRACE).toMillis());
        assertThat(since(began)).as("it had its grace").isGreaterThan(GRACE);
        ReachedServers.awaitOnline(pool, 2, 5);
        assertThat(ReachedServers.of(pool)).isEqualTo(ReachedServers.names(cluster, 1, 2));
        assertThat(ReachedServers.name(held))
                .as("the held claim goes on")
                .isEqualTo(cluster.server(0).name());
        held.close();
        Await.until("it is forgotten", Invariants.LIMIT, () -> pool.backends().size() == 2);
    }

    /** Claims by several threads, one after the other, until it is closed. */
    private static final class Load implements AutoCloseable {
        private static final int THREADS = 4;
        final AtomicLong claims = new AtomicLong();
        final Queue<Throwable> lost = new ConcurrentLinkedQueue<>();
        final Set<String> reached = new ConcurrentSkipListSet<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Load(PenstockDataSource pool) {
            for (int i = 0; i < THREADS; i++) {
                Thread thread = new Thread(() -> claimUntilOver(pool), "load-" + i);
                threads.add(thread);
                thread.start();
            }
        }

        private void claimUntilOver(PenstockDataSource pool) {
            while (!over.get()) {
                try (Connection connection = pool.getConnection()) {
                    reached.add(ReachedServers.name(connection));
                    claims.incrementAndGet();
                } catch (SQLException | RuntimeException e) {
                    lost.add(e);
                }
            }
        }

        void awaitMore(int number) {
            long before = claims.get();
            Await.until(number + " more claims", Invariants.LIMIT, () -> claims.get() >= before + number);
        }

        @Override
        public void close() {
            over.set(true);
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Test
    void replacingAllServersUnderLoadLosesNoClaim() throws SQLException {
        announce(0, 1, 2);
        PenstockDataSource pool = open(6);
        ReachedServers.awaitOnline(pool, 3, 6);
        long began = System.nanoTime();
        try (Load load = new Load(pool)) {
            load.awaitMore(100);
            assertThat(load.reached).isEqualTo(ReachedServers.names(cluster, 0, 1, 2));
            announce(3, 4, 5);
            Await.until(
                    "the old ones are gone, and the new ones here",
                    Invariants.LIMIT,
                    () -> addresses(pool).equals(Set.of(address(3), address(4), address(5))));
            load.awaitMore(100);
            List<PostgresServer> old = List.of(cluster.server(0), cluster.server(1), cluster.server(2));
            old.forEach(PostgresServer::kill);
            load.reached.clear();
            load.awaitMore(200);
            double rate = load.claims.get() / (since(began).toMillis() / 1e3);
            LOGGER.info("replaced: {} claims, {} a second, {} lost", load.claims, (long) rate, load.lost.size());
            old.forEach(PostgresServer::restart);
            assertThat(load.lost).isEmpty();
            assertThat(load.reached).isEqualTo(ReachedServers.names(cluster, 3, 4, 5));
            assertThat(rate).as("claims a second").isGreaterThan(100);
        }
    }
}
