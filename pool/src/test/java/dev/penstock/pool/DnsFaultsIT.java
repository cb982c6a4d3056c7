package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.discovery.Freshness;
import dev.penstock.lab.Await;
import dev.penstock.lab.dns.DnsFault;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.lab.dns.DnsZone;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.waits.WaitEvent;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Claims on three real servers without a pause, while the name servers fail in every way that the table lists. No claim
 * may fail. Each fault is tried with SRV records and with addresses.
 */
class DnsFaultsIT {
    private static final String SERVICE = "_postgresql._tcp.orders.test";
    private static final String HOST = "orders.test";
    private static final Duration NOW = Duration.ZERO;
    private static final int CLAIMS = 60;
    private static final int RESOLUTIONS = 3;
    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    private final List<DnsServer> servers = List.of(DnsServer.start(), DnsServer.start());
    private final List<Thread> claimants = new ArrayList<>();
    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong claims = new AtomicLong();
    private volatile boolean ended;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.start(3);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @AfterEach
    void stop() {
        servers.forEach(DnsServer::close);
    }

    private static List<InetAddress> addresses() {
        return cluster.servers().stream().map(PostgresServer::address).toList();
    }

    private static DnsZone good(DnsZone before) {
        return targets(DnsZone.EMPTY, NOW).a(HOST, NOW, addresses());
    }

    private static DnsZone targets(DnsZone zone, Duration ttl) {
        DnsZone all = zone;
        for (PostgresServer server : cluster.servers()) {
            all = all.srv(SERVICE, ttl, 0, 1, cluster.port(), server.name() + ".test")
                    .a(server.name() + ".test", ttl, List.of(server.address()));
        }
        return all;
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                        fault("drop", DnsFault.drop()),
                        fault("delay", DnsFault.delay(Duration.ofSeconds(2))),
                        fault("servfail", DnsFault.servfail()),
                        fault("nxdomain", DnsFault.nxdomain()),
                        fault("truncation", DnsFault.truncate()),
                        fault("wrong ID", DnsFault.wrongId()),
                        fault("forged", DnsFault.forged()),
                        fault("garbage", DnsFault.garbage()),
                        fault("empty", DnsFault.empty()),
                        fault("TTL of 2^31", DnsFault.hugeTtl()),
                        zone("TTL of 0", zone -> good(zone)),
                        zone("the name is gone", zone -> DnsZone.EMPTY),
                        zone(
                                "a CNAME loop",
                                zone -> DnsZone.EMPTY
                                        .cname(HOST, NOW, "a.test")
                                        .cname(SERVICE, NOW, "a.test")
                                        .cname("a.test", NOW, "b.test")
                                        .cname("b.test", NOW, "a.test")),
                        zone("500 A records", DnsFaultsIT::manyAddresses),
                        zone("64 KiB of SRV records", DnsFaultsIT::manyTargets),
                        one("one of two says empty", DnsFault.empty()),
                        one("one of two says nxdomain", DnsFault.nxdomain()))
                .flatMap(row -> Stream.of(SERVICE, HOST).map(name -> Arguments.of(row.what, name, row.inject)));
    }

    private record Row(String what, Consumer<List<DnsServer>> inject) {}

    private static Row fault(String what, DnsFault fault) {
        return new Row(what, servers -> servers.forEach(server -> server.fault(fault)));
    }

    private static Row one(String what, DnsFault fault) {
        return new Row(what, servers -> servers.get(0).fault(fault));
    }

    private static Row zone(String what, UnaryOperator<DnsZone> change) {
        return new Row(what, servers -> servers.forEach(server -> server.update(change)));
    }

    /** Addresses beyond those of the cluster refuse connections: nothing listens there. */
    private static DnsZone manyAddresses(DnsZone zone) {
        List<InetAddress> all = new ArrayList<>(addresses());
        for (int i = 0; all.size() < 500; i++) {
            all.add(loopback(1 + i / 250, 1 + i % 250));
        }
        return zone.a(HOST, NOW, all).a(cluster.server(0).name() + ".test", NOW, all);
    }

    private static InetAddress loopback(int third, int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 9, (byte) third, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static DnsZone manyTargets(DnsZone zone) {
        DnsZone all = zone;
        for (int port = 1; port < 2_200; port++) {
            all = all.srv(SERVICE, NOW, 9, 1, port, "x.test");
        }
        return all.a("x.test", NOW, List.of(loopback(1, 1)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("faults")
    void faultOfNameServersFailsNoClaim(String what, String name, Consumer<List<DnsServer>> inject) {
        servers.forEach(server -> server.update(DnsFaultsIT::good));
        PenstockDataSource pool = open(name);
        awaitOnline(pool);
        claim(pool);
        inject.accept(servers);
        awaitProgress(pool);
        servers.forEach(server -> {
            server.clearFaults();
            server.update(DnsFaultsIT::good);
        });
        awaitProgress(pool);
        Await.until(
                "discovery has a fresh answer",
                Duration.ofSeconds(30),
                () -> pool.discovery().freshness() == Freshness.FRESH
                        && pool.discovery().backends().size() == 3);
        end();
        assertThat(failures).isEmpty();
        awaitOnline(pool);
    }

    private PenstockDataSource open(String name) {
        PenstockDataSource pool = new PenstockDataSource();
        String port = name.equals(HOST) ? ":" + cluster.port() : "";
        pool.setJdbcUrl("jdbc:postgresql://" + name + port + "/" + cluster.database());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setNameServers(servers.stream()
                .map(server -> "127.0.0.1:" + server.address().getPort())
                .collect(Collectors.joining(",")));
        pool.setNameServerTimeout(100);
        pool.setMinTtl(100);
        pool.setRemovalGrace(0);
        pool.setMaximumPoolSize(6);
        pool.setConnectionTimeout(20_000);
        pool.setStatusInterval(50);
        pool.setStatusTimeout(5_000);
        return pools.open(pool);
    }

    private static void awaitOnline(PenstockDataSource pool) {
        Await.until(
                "all servers serve",
                Duration.ofSeconds(30),
                () -> pool.backends().stream()
                                        .filter(view -> view.health() == BackendHealth.ONLINE
                                                && view.slots().unclaimed() > 0)
                                        .count()
                                == 3
                        && pool.backends().size() == 3);
    }

    private void claim(PenstockDataSource pool) {
        for (int i = 0; i < 2; i++) {
            Thread claimant = new Thread(() -> claimUntilTheEnd(pool), "claimant-" + i);
            claimants.add(claimant);
            claimant.start();
        }
    }

    private void claimUntilTheEnd(PenstockDataSource pool) {
        while (!ended) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1");
                claims.incrementAndGet();
            } catch (SQLException e) {
                failures.add(e);
            }
        }
    }

    /** Waits until some more resolutions and some more claims have ended. */
    private void awaitProgress(PenstockDataSource pool) {
        long made = claims.get();
        long asked = asked(pool);
        Await.until(
                "claims and resolutions go on",
                Duration.ofSeconds(60),
                () -> claims.get() >= made + CLAIMS && asked(pool) >= asked + RESOLUTIONS);
    }

    private static long asked(PenstockDataSource pool) {
        return pool.waits().event(WaitEvent.DISCOVERY_REFRESH).total();
    }

    private void end() {
        ended = true;
        for (Thread claimant : claimants) {
            try {
                claimant.join(Duration.ofSeconds(30).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            assertThat(claimant.isAlive()).isFalse();
        }
    }
}
