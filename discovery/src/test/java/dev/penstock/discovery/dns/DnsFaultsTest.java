package dev.penstock.discovery.dns;

import static dev.penstock.discovery.DiscoveryFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryFixture;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.VirtualTime;
import dev.penstock.lab.Loopback;
import dev.penstock.lab.dns.DnsFault;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.lab.dns.DnsZone;
import dev.penstock.waits.WaitMeters;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of a name server: the live backends stay in the set, and the set reports the failure. */
@Timeout(120)
class DnsFaultsTest {
    private static final String HOST = "orders.test";
    private static final String SRV = "_postgresql._tcp.orders.test";
    private static final int TARGETS = 2_240;
    private static final Duration TTL = Duration.ofSeconds(5);

    private final VirtualTime time = new VirtualTime();
    private final DnsServer server = DnsServer.start();

    DnsFaultsTest() {
        server.update(DnsFaultsTest::good);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static DnsZone good(DnsZone zone) {
        return zone.remove(SRV)
                .remove(HOST)
                .a(HOST, TTL, List.of(Loopback.address(2), Loopback.address(3)))
                .srv(SRV, TTL, 0, 1, 5432, "db-2.test")
                .srv(SRV, TTL, 0, 1, 5432, "db-3.test")
                .a("db-2.test", TTL, List.of(Loopback.address(2)))
                .a("db-3.test", TTL, List.of(Loopback.address(3)));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("drop", Freshness.STALE, DnsFault.drop()),
                fault("late", Freshness.STALE, DnsFault.delay(Duration.ofMinutes(5))),
                fault("a little late", Freshness.FRESH, DnsFault.delay(Duration.ofMillis(20))),
                fault("servfail", Freshness.STALE, DnsFault.servfail()),
                fault("refused", Freshness.STALE, DnsFault.refused()),
                fault("nxdomain", Freshness.STALE, DnsFault.nxdomain()),
                fault("truncated", Freshness.FRESH, DnsFault.truncate()),
                fault("wrong ID", Freshness.STALE, DnsFault.wrongId()),
                fault("forged", Freshness.FRESH, DnsFault.forged()),
                fault("garbage", Freshness.STALE, DnsFault.garbage()),
                fault("empty", Freshness.STALE, DnsFault.empty()),
                fault("TTL of 2^31", Freshness.FRESH, DnsFault.hugeTtl()),
                zone(
                        "a CNAME loop",
                        Freshness.STALE,
                        zone -> zone.cname(HOST, TTL, "a.test")
                                .cname(SRV, TTL, "a.test")
                                .cname("a.test", TTL, "b.test")
                                .cname("b.test", TTL, "a.test")),
                zone("gone", Freshness.STALE, zone -> zone.remove(HOST).remove(SRV)),
                zone("TTL of 0", Freshness.FRESH, zone -> withTtl(zone, Duration.ZERO)),
                zone("the longest TTL", Freshness.FRESH, zone -> withTtl(zone, Duration.ofSeconds(Integer.MAX_VALUE))),
                zone("500 addresses", Freshness.FRESH, DnsFaultsTest::manyAddresses),
                zone("a full message of SRV", Freshness.FRESH, DnsFaultsTest::manyTargets),
                zone(
                        "more SRV than fit",
                        Freshness.STALE,
                        zone -> manyTargets(manyTargets(zone)).remove(HOST)));
    }

    private static Arguments fault(String name, Freshness then, DnsFault fault) {
        Consumer<DnsServer> inject = server -> server.fault(fault);
        return Arguments.of(name, then, inject);
    }

    private static Arguments zone(String name, Freshness then, UnaryOperator<DnsZone> change) {
        Consumer<DnsServer> inject = server -> server.update(change);
        return Arguments.of(name, then, inject);
    }

    private static DnsZone withTtl(DnsZone zone, Duration ttl) {
        return zone.a(HOST, ttl, List.of(Loopback.address(2), Loopback.address(3)))
                .remove(SRV)
                .srv(SRV, ttl, 0, 1, 5432, "db-2.test")
                .srv(SRV, ttl, 0, 1, 5432, "db-3.test");
    }

    private static DnsZone manyAddresses(DnsZone zone) {
        List<InetAddress> all = IntStream.range(1, 501)
                .mapToObj(i -> new HostAndPort("127.0." + i / 250 + "." + (i % 250 + 1), 1))
                .map(each -> each.literal().orElseThrow())
                .toList();
        return zone.a(HOST, TTL, all).a("db-2.test", TTL, all);
    }

    /** The number of records of 29 bytes that fill a message of 65,535 bytes. */
    private static DnsZone manyTargets(DnsZone zone) {
        DnsZone more = zone;
        for (int port = 10_000; port < 10_000 + TARGETS; port++) {
            more = more.srv(SRV, TTL, 1, 1, port, "db-2.test");
        }
        return more;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void faultyServerLeavesTheAddressesOfAHost(String name, Freshness then, Consumer<DnsServer> inject) {
        staysAndHeals(new Lookup.Hosts(List.of(new HostAndPort(HOST, 5432))), then, inject);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void faultyServerLeavesTheSrvTargets(String name, Freshness then, Consumer<DnsServer> inject) {
        staysAndHeals(Lookup.srv(SRV), then, inject);
    }

    private void staysAndHeals(Lookup lookup, Freshness then, Consumer<DnsServer> inject) {
        DnsSettings settings =
                DnsSettings.system().withServers(List.of(server.address())).withQueryTimeout(Duration.ofMillis(250));
        try (DnsResolver resolver = new DnsResolver(
                ORDERS, lookup, settings, RefreshPolicy.defaults(), DiscoveryFixture.context(time, new WaitMeters()))) {
            DiscoveryFixture.Recorder listener = new DiscoveryFixture.Recorder();
            resolver.start(listener);
            time.advance(Duration.ZERO);
            BackendSet before = resolver.current();
            assertThat(before.freshness()).isEqualTo(Freshness.FRESH);
            assertThat(before.backends()).hasSize(2);

            inject.accept(server);
            long asked = server.queryCount();
            time.advance(Duration.ofSeconds(8));
            assertThat(server.queryCount()).isGreaterThan(asked);
            assertThat(resolver.current().freshness()).isEqualTo(then);
            assertThat(resolver.current().failure().isPresent()).isEqualTo(then == Freshness.STALE);

            server.clearFaults();
            server.update(DnsFaultsTest::good);
            time.advance(Duration.ofMinutes(6));
            assertThat(resolver.current().freshness()).isEqualTo(Freshness.FRESH);
            assertThat(resolver.current().backends()).isEqualTo(before.backends());
            assertThat(listener.sets())
                    .allSatisfy(set -> assertThat(set.backends().stream().map(Backend::id))
                            .containsAll(
                                    before.backends().stream().map(Backend::id).toList()));
        }
    }

    @Test
    void fiveHundredAddressesMakeFiveHundredBackends() {
        server.update(DnsFaultsTest::manyAddresses);

        assertThat(backends(new Lookup.Hosts(List.of(new HostAndPort(HOST, 5432)))))
                .isEqualTo(500);
    }

    @Test
    void allTargetsOfAFullMessageBecomeBackends() {
        server.update(DnsFaultsTest::manyTargets);

        assertThat(backends(Lookup.srv(SRV))).isEqualTo(TARGETS + 2);
        assertThat(server.queries()).as("their addresses come with them").hasSize(2);
    }

    @Test
    void targetsWithoutAdditionalRecordsAreAskedOneByOne() {
        server.update(zone -> IntStream.range(0, 300)
                .boxed()
                .reduce(
                        zone.remove(SRV),
                        (more, i) -> more.srv(SRV, TTL, 0, 1, 5432, "alias-" + i + ".test")
                                .cname("alias-" + i + ".test", TTL, "db-" + (2 + i % 2) + ".test"),
                        (one, other) -> other));

        assertThat(backends(Lookup.srv(SRV))).isEqualTo(2);
        assertThat(server.queries()).hasSize(302);
    }

    private int backends(Lookup lookup) {
        DnsSettings settings =
                DnsSettings.system().withServers(List.of(server.address())).withQueryTimeout(Duration.ofSeconds(5));
        try (DnsResolver resolver = new DnsResolver(
                ORDERS, lookup, settings, RefreshPolicy.defaults(), DiscoveryFixture.context(time, new WaitMeters()))) {
            resolver.start(set -> {});
            time.advance(Duration.ZERO);
            return resolver.current().backends().size();
        }
    }
}
