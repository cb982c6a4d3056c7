package dev.penstock.discovery.dns;

import static dev.penstock.discovery.DiscoveryFixture.ORDERS;
import static dev.penstock.discovery.DiscoveryFixture.labels;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryContext;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.DiscoveryFixture;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.VirtualTime;
import dev.penstock.lab.Await;
import dev.penstock.lab.Loopback;
import dev.penstock.lab.dns.DnsFault;
import dev.penstock.lab.dns.DnsQuery;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitMeters;
import dev.penstock.waits.WaitSnapshot;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real exchanges over loopback sockets; the clock of TTLs is moved by the test. */
@Timeout(120)
class DnsResolverTest {
    private static final String SRV = "_postgresql._tcp.orders.test";
    private static final Duration FIVE = Duration.ofSeconds(5);
    private static final InetAddress IPV6 =
            HostAndPort.parse("[::1]", 1).literal().orElseThrow();

    private final VirtualTime time = new VirtualTime();
    private final WaitAccounts accounts = new WaitAccounts(time, new CorrelationIds());
    private final DiscoveryFixture.Recorder listener = new DiscoveryFixture.Recorder();
    private final DnsServer server = DnsServer.start();
    private final String serverText = DnsFailures.server(server.address());
    private DnsResolver resolver = hosts("orders.test");

    DnsResolverTest() {
        a("orders.test", 3, 2);
    }

    @AfterEach
    void close() {
        resolver.close();
        server.close();
    }

    @Test
    void hostAddressesHaveAStableOrder() {
        begin();

        assertThat(labels(now())).containsExactly("orders.test/127.0.0.2:5432", "orders.test/127.0.0.3:5432");
        assertThat(now().freshness()).isEqualTo(Freshness.FRESH);
        assertThat(now().failure()).isEmpty();
        assertThat(now().origin().orElseThrow().source()).isEqualTo(serverText);
        assertThat(now().origin().orElseThrow().ttl()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void recordChangeIsSeenWithinTheTtl() {
        begin();
        a("orders.test", 2, 4);
        time.advance(Duration.ofSeconds(5));

        assertThat(labels(now())).containsExactly("orders.test/127.0.0.2:5432", "orders.test/127.0.0.4:5432");
        assertThat(now().version()).isEqualTo(2);
    }

    @Test
    void ipv6IsForHostsWithoutIpv4ByDefault() {
        a("both.test", 2);
        server.aaaa("both.test", FIVE, IPV6);
        server.aaaa("six.test", FIVE, IPV6);
        resolver = hosts("both.test,six.test");
        begin();
        assertThat(labels(now())).containsExactly("both.test/127.0.0.2:5432", "six.test/[0:0:0:0:0:0:0:1]:5432");

        resolver.close();
        resolver = resolver(
                new Lookup.Hosts(HostAndPort.parseList("both.test", 5432)),
                settings().withAddresses(AddressChoice.BOTH));
        begin();
        assertThat(now().backends()).hasSize(2);
    }

    @Test
    void srvRecordsHavePortsPrioritiesAndWeights() {
        server.srv(SRV, Duration.ofSeconds(5), 1, 10, 5433, "Orders-1.test.");
        server.srv(SRV, Duration.ofSeconds(5), 0, 20, 5432, "orders-2.test.");
        server.a("orders-1.test", Duration.ofSeconds(60), Loopback.address(2));
        server.a("orders-2.test", Duration.ofSeconds(3), Loopback.address(3));
        resolver = resolver(Lookup.srv(SRV), settings());
        begin();

        assertThat(now().backends())
                .map(Backend::toString)
                .containsExactly(
                        "orders-2.test/127.0.0.3:5432 priority 0 weight 20",
                        "orders-1.test/127.0.0.2:5433 priority 1 weight 10");
        assertThat(now().origin().orElseThrow().ttl()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void removedSrvNameKeepsTheLastGoodSet() {
        server.srv(SRV, Duration.ofSeconds(5), 0, 1, 5432, "orders-1.test.");
        a("orders-1.test", 2);
        resolver = resolver(Lookup.srv(SRV), settings());
        begin();

        server.remove(SRV);
        time.advance(Duration.ofSeconds(5));
        assertThat(now().backends()).hasSize(1);
        assertThat(failure().message())
                .isEqualTo("no such SRV name: " + SRV + " (NXDOMAIN from " + serverText
                        + "); it should be a name with SRV records, like _postgresql._tcp.orders.example.com");

        server.a(SRV, FIVE);
        time.advance(Duration.ofSeconds(5));
        assertThat(failure().message())
                .isEqualTo("no SRV record: " + SRV + " exists but has none (answer of " + serverText
                        + "); it should have one per backend; a plain host is configured as host:port");

        server.srv(SRV, Duration.ofSeconds(5), 0, 0, 0, ".");
        time.advance(Duration.ofSeconds(10));
        assertThat(failure().message()).contains("target '.'");
        assertThat(now().backends()).hasSize(1);
    }

    @Test
    void missingHostOrAddressIsReported() {
        server.remove("orders.test");
        begin();
        assertThat(now().freshness()).isEqualTo(Freshness.NONE);
        assertThat(failure())
                .isEqualTo(new DiscoveryFailure(
                        Kind.NO_SUCH_NAME,
                        "no such host: orders.test (NXDOMAIN from " + serverText
                                + "); it should be a host name with an address; check its spelling and domain"));

        server.a("orders.test", FIVE);
        time.advance(Duration.ofSeconds(5));
        assertThat(failure())
                .isEqualTo(new DiscoveryFailure(
                        Kind.NO_RECORD,
                        "no address: orders.test exists but has no A or AAAA record (answer of " + serverText
                                + "); it should have one per backend"));
    }

    @Test
    void deadServerKeepsTheLastGoodSet() {
        resolver = resolver(Lookup.hosts(new HostAndPort("orders.test", 5432)), impatient());
        begin();
        server.fault(DnsFault.drop());
        time.advance(Duration.ofSeconds(60));

        assertThat(now().backends()).hasSize(2);
        assertThat(now().freshness()).isEqualTo(Freshness.STALE);
        assertThat(failure())
                .isEqualTo(new DiscoveryFailure(
                        Kind.TIMEOUT,
                        "no answer to orders.test A: " + serverText
                                + " silent over UDP for 250 ms; a name server should run"
                                + " there and be reachable by UDP and TCP"));
        assertThat(listener.sets()).as("once per change, not per retry").hasSize(2);

        server.clearFaults();
        a("orders.test", 9);
        time.advance(Duration.ofSeconds(30));
        assertThat(labels(now())).containsExactly("orders.test/127.0.0.9:5432");
        assertThat(now().freshness()).isEqualTo(Freshness.FRESH);
    }

    @Test
    void zeroTtlIsRenewedAtTheFloor() {
        server.a("orders.test", Duration.ofSeconds(0), Loopback.address(2));
        begin();
        time.advance(Duration.ofSeconds(12));

        assertThat(server.queryCount()).isBetween(11L, 13L);
    }

    @Test
    void twoHundredAddressesComeOverTcp() {
        server.a("orders.test", FIVE, Loopback.addresses(200).toArray(InetAddress[]::new));
        begin();

        assertThat(now().backends()).hasSize(200);
        assertThat(server.queries())
                .containsExactly(
                        new DnsQuery("orders.test", "A", DnsQuery.Transport.UDP),
                        new DnsQuery("orders.test", "A", DnsQuery.Transport.TCP));
    }

    @Test
    void failingHostKeepsItsAddressesAmongOthers() {
        a("a.test", 2);
        a("b.test", 3, 2);
        resolver = hosts("a.test,b.test,127.0.0.4:6000,localhost");
        begin();
        assertThat(labels(now()))
                .containsExactly(
                        "localhost/127.0.0.1:5432",
                        "a.test/127.0.0.2:5432",
                        "b.test/127.0.0.3:5432",
                        "127.0.0.4/127.0.0.4:6000");

        server.fault("b.test", DnsFault.refused());
        a("a.test", 5);
        time.advance(Duration.ofSeconds(5));
        assertThat(labels(now()))
                .containsExactly(
                        "localhost/127.0.0.1:5432",
                        "b.test/127.0.0.2:5432",
                        "b.test/127.0.0.3:5432",
                        "127.0.0.4/127.0.0.4:6000",
                        "a.test/127.0.0.5:5432");
        assertThat(now().freshness()).isEqualTo(Freshness.STALE);
    }

    @Test
    void literalsNeedNoNameServer() {
        server.fault(DnsFault.drop());
        resolver = hosts("127.0.0.2,[::1]:6000");
        begin();

        assertThat(now().backends()).hasSize(2);
        assertThat(server.queryCount()).isZero();
    }

    @Test
    void everyQueryAndResolutionIsCounted() {
        resolver = resolver(Lookup.hosts(new HostAndPort("orders.test", 5432)), impatient());
        begin();
        time.advance(Duration.ofSeconds(5));

        server.fault(DnsFault.drop());
        time.advance(Duration.ofSeconds(5));
        WaitSnapshot snapshot = accounts.snapshot();

        assertThat(snapshot.event(WaitEvent.DNS_QUERY).total()).isEqualTo(server.queryCount());
        assertThat(snapshot.event(WaitEvent.DNS_QUERY).active()).isZero();
        assertThat(snapshot.event(WaitEvent.DISCOVERY_REFRESH).total()).isGreaterThanOrEqualTo(3);
        assertThat(snapshot.event(WaitEvent.DISCOVERY_REFRESH).active()).isZero();
    }

    @Test
    void queriesAreCountedByServerAndOutcome() {
        resolver = resolver(Lookup.hosts(new HostAndPort("orders.test", 5432)), impatient());
        begin();
        Map<DnsFault, String> outcomes = new LinkedHashMap<>();
        outcomes.put(DnsFault.drop(), "timeout");
        outcomes.put(DnsFault.servfail(), "servfail");
        outcomes.put(DnsFault.refused(), "refused");
        outcomes.put(DnsFault.nxdomain(), "negative");
        outcomes.put(DnsFault.garbage(), "garbage");
        outcomes.put(DnsFault.truncate(), "truncated");
        outcomes.put(DnsFault.forged(), "answer");
        outcomes.forEach((fault, outcome) -> {
            WaitSnapshot before = accounts.snapshot();
            server.fault(fault);
            time.advance(Duration.ofSeconds(30));
            assertThat(accounts.snapshot()
                            .minus(before)
                            .event(WaitEvent.DNS_QUERY, serverText + " " + outcome)
                            .total())
                    .as(outcome)
                    .isPositive();
        });

        WaitSnapshot snapshot = accounts.snapshot();
        assertThat(snapshot.backends()).hasSize(outcomes.size());
        Await.until(
                "the server has counted each query, also one whose answer came too late",
                FIVE,
                () -> snapshot.event(WaitEvent.DNS_QUERY).total() == server.queryCount());
        assertThat(snapshot.event(WaitEvent.DNS_QUERY).active()).isZero();
    }

    @Test
    void resolverRefreshesOnItsOwnThread() throws Exception {
        BlockingQueue<BackendSet> sets = new LinkedBlockingQueue<>();
        server.a("orders.test", Duration.ofSeconds(0), Loopback.address(2));
        RefreshPolicy quick = RefreshPolicy.defaults().withTtl(Duration.ofMillis(20), Duration.ofSeconds(1));
        resolver = new DnsResolver(
                ORDERS,
                Lookup.hosts(new HostAndPort("orders.test", 5432)),
                settings(),
                quick,
                DiscoveryContext.system(new WaitMeters()));
        resolver.start(sets::add);

        assertThat(labels(take(sets))).containsExactly("orders.test/127.0.0.2:5432");
        server.a("orders.test", Duration.ofSeconds(0), Loopback.address(3));
        assertThat(labels(take(sets))).containsExactly("orders.test/127.0.0.3:5432");
        server.fault(DnsFault.servfail());
        assertThat(take(sets).freshness()).isEqualTo(Freshness.STALE);
        server.clearFaults();
        assertThat(take(sets).freshness()).isEqualTo(Freshness.FRESH);
    }

    private static BackendSet take(BlockingQueue<BackendSet> sets) throws InterruptedException {
        BackendSet set = sets.poll(30, TimeUnit.SECONDS);
        assertThat(set).isNotNull();
        return set;
    }

    private void a(String name, int... lastBytes) {
        server.a(name, FIVE, IntStream.of(lastBytes).mapToObj(Loopback::address).toArray(InetAddress[]::new));
    }

    private void begin() {
        resolver.start(listener.sets().isEmpty() ? listener : set -> {});
        time.advance(Duration.ZERO);
    }

    private BackendSet now() {
        return resolver.current();
    }

    private DiscoveryFailure failure() {
        return now().failure().orElseThrow();
    }

    private DnsSettings impatient() {
        return settings().withQueryTimeout(Duration.ofMillis(250));
    }

    private DnsSettings settings() {
        return DnsSettings.system().withServers(List.of(server.address())).withQueryTimeout(FIVE);
    }

    private DnsResolver hosts(String list) {
        return resolver(new Lookup.Hosts(HostAndPort.parseList(list, 5432)), settings());
    }

    private DnsResolver resolver(Lookup lookup, DnsSettings settings) {
        return new DnsResolver(
                ORDERS, lookup, settings, RefreshPolicy.defaults(), DiscoveryFixture.context(time, accounts.meters()));
    }
}
