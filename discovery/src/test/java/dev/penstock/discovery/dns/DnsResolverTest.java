package dev.penstock.discovery.dns;

import static dev.penstock.discovery.Sets.ORDERS;
import static dev.penstock.discovery.Sets.labels;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryContext;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.Sets;
import dev.penstock.discovery.VirtualTime;
import dev.penstock.discovery.dns.ScriptedNameServer.Fault;
import dev.penstock.waits.WaitMeters;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real exchanges over loopback sockets; the clock of TTLs is moved by the test. */
@Timeout(120)
class DnsResolverTest {
    private static final String SRV = "_postgresql._tcp.orders.test";

    private final VirtualTime time = new VirtualTime();
    private final Sets.Recorder listener = new Sets.Recorder();
    private final ScriptedNameServer server;
    private DnsResolver resolver;

    DnsResolverTest() throws IOException {
        server = new ScriptedNameServer();
        server.set("orders.test", "5 A 127.0.0.3", "5 A 127.0.0.2");
        resolver = hosts("orders.test");
    }

    @AfterEach
    void close() throws IOException {
        resolver.close();
        server.close();
    }

    @Test
    void findsTheAddressesOfAHostInAStableOrder() {
        begin();

        assertThat(labels(now())).containsExactly("orders.test/127.0.0.2:5432", "orders.test/127.0.0.3:5432");
        assertThat(now().freshness()).isEqualTo(Freshness.FRESH);
        assertThat(now().failure()).isEmpty();
        assertThat(now().origin().orElseThrow().source()).isEqualTo(server.text());
        assertThat(now().origin().orElseThrow().ttl()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void seesARecordAddedAndRemovedWithinTheTtl() {
        begin();
        server.set("orders.test", "5 A 127.0.0.2", "5 A 127.0.0.4");
        time.advance(Duration.ofSeconds(5));

        assertThat(labels(now())).containsExactly("orders.test/127.0.0.2:5432", "orders.test/127.0.0.4:5432");
        assertThat(now().version()).isEqualTo(2);
    }

    @Test
    void ipv6IsForHostsWithoutIpv4UnlessChosenOtherwise() {
        server.set("both.test", "5 A 127.0.0.2", "5 AAAA ::1");
        server.set("six.test", "5 AAAA ::1");
        resolver = hosts("both.test,six.test");
        begin();
        assertThat(labels(now())).containsExactly("both.test/127.0.0.2:5432", "six.test/[0:0:0:0:0:0:0:1]:5432");

        resolver.close();
        resolver = resolver(
                new Lookup.Hosts(HostAndPort.parseList("both.test", 5432)), settings().withAddresses(AddressChoice.BOTH));
        begin();
        assertThat(now().backends()).hasSize(2);
    }

    @Test
    void srvRecordsGivePortsPrioritiesAndWeights() {
        server.set(SRV, "5 SRV 1 10 5433 Orders-1.test.", "5 SRV 0 20 5432 orders-2.test.");
        server.set("orders-1.test", "60 A 127.0.0.2");
        server.set("orders-2.test", "3 A 127.0.0.3");
        resolver = resolver(Lookup.srv(SRV), settings());
        begin();

        assertThat(now().backends()).map(Backend::toString).containsExactly(
                "orders-2.test/127.0.0.3:5432 priority 0 weight 20", "orders-1.test/127.0.0.2:5433 priority 1 weight 10");
        assertThat(now().origin().orElseThrow().ttl()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void anSrvTargetThatFailsByErrorKeepsItsAddressesAndOneThatDoesNotExistIsDropped() throws IOException {
        server.set(SRV, "5 SRV 0 1 5432 orders-1.test.", "5 SRV 0 1 5432 orders-2.test.");
        server.set("orders-1.test", "5 A 127.0.0.2");
        server.set("orders-2.test", "5 A 127.0.0.3");
        resolver = resolver(Lookup.srv(SRV), settings());
        begin();

        server.fault(Fault.SERVFAIL, "orders-2.test");
        time.advance(Duration.ofSeconds(5));
        assertThat(now().backends()).hasSize(2);
        assertThat(now().freshness()).isEqualTo(Freshness.STALE);
        assertThat(failure().message()).contains("orders-2.test A").contains("SERVFAIL");

        server.fault(Fault.NONE);
        server.remove("orders-2.test");
        time.advance(Duration.ofSeconds(5));
        assertThat(labels(now())).containsExactly("orders-1.test/127.0.0.2:5432");
        assertThat(now().freshness()).isEqualTo(Freshness.FRESH);
        assertThat(failure().kind()).isEqualTo(Kind.NO_SUCH_NAME);
    }

    @Test
    void anSrvNameThatIsGoneKeepsTheLastGoodSet() throws IOException {
        server.set(SRV, "5 SRV 0 1 5432 orders-1.test.");
        server.set("orders-1.test", "5 A 127.0.0.2");
        resolver = resolver(Lookup.srv(SRV), settings());
        begin();

        server.remove(SRV);
        time.advance(Duration.ofSeconds(5));
        assertThat(now().backends()).hasSize(1);
        assertThat(failure().message()).isEqualTo("no such SRV name: " + SRV + " (NXDOMAIN from " + server.text()
                + "); it should be a name with SRV records, like _postgresql._tcp.orders.example.com");

        server.set(SRV);
        time.advance(Duration.ofSeconds(5));
        assertThat(failure().message()).isEqualTo("no SRV record: " + SRV + " exists but has none (answer of "
                + server.text() + "); it should have one per backend; a plain host is configured as host:port");

        server.set(SRV, "5 SRV 0 0 0 .");
        time.advance(Duration.ofSeconds(10));
        assertThat(failure().message()).contains("target '.'");
        assertThat(now().backends()).hasSize(1);
    }

    @Test
    void saysThatAHostDoesNotExistOrHasNoAddress() throws IOException {
        server.remove("orders.test");
        begin();
        assertThat(now().freshness()).isEqualTo(Freshness.NONE);
        assertThat(failure()).isEqualTo(new DiscoveryFailure(
                Kind.NO_SUCH_NAME,
                "no such host: orders.test (NXDOMAIN from " + server.text()
                        + "); it should be a host name with an address; check its spelling and domain"));

        server.set("orders.test", "5 TXT nothing");
        time.advance(Duration.ofSeconds(5));
        assertThat(failure()).isEqualTo(new DiscoveryFailure(
                Kind.NO_RECORD,
                "no address: orders.test exists but has no A or AAAA record (answer of " + server.text()
                        + "); it should have one per backend"));
    }

    @Test
    void keepsTheLastGoodSetWhileTheServerIsDeadAndHeals() {
        begin();
        server.fault(Fault.DROP);
        time.advance(Duration.ofSeconds(60));

        assertThat(now().backends()).hasSize(2);
        assertThat(now().freshness()).isEqualTo(Freshness.STALE);
        assertThat(failure()).isEqualTo(new DiscoveryFailure(
                Kind.TIMEOUT,
                "no answer to orders.test A: " + server.text() + " silent over UDP for 100 ms; a name server should run"
                        + " there and be reachable by UDP and TCP"));
        assertThat(listener.sets()).as("once per change, not per retry").hasSize(2);

        server.fault(Fault.NONE);
        server.set("orders.test", "5 A 127.0.0.9");
        time.advance(Duration.ofSeconds(30));
        assertThat(labels(now())).containsExactly("orders.test/127.0.0.9:5432");
        assertThat(now().freshness()).isEqualTo(Freshness.FRESH);
    }

    @Test
    void aTtlOfZeroIsAskedForAtTheFloor() {
        server.set("orders.test", "0 A 127.0.0.2");
        begin();
        time.advance(Duration.ofSeconds(12));

        assertThat(server.udpQueries()).isBetween(11, 13);
    }

    @Test
    void twoHundredAddressesComeOverTcp() {
        String[] records = new String[200];
        for (int i = 0; i < records.length; i++) {
            records[i] = "5 A 127.1.0." + (i + 1);
        }
        server.set("orders.test", records);
        begin();

        assertThat(now().backends()).hasSize(200);
        assertThat(server.tcpQueries()).isEqualTo(1);
    }

    @Test
    void mergesHostsAndKeepsTheAddressesOfOneThatFails() {
        server.set("a.test", "5 A 127.0.0.2");
        server.set("b.test", "5 A 127.0.0.3", "5 A 127.0.0.2");
        resolver = hosts("a.test,b.test,127.0.0.4:6000,localhost");
        begin();
        assertThat(labels(now())).containsExactly(
                "localhost/127.0.0.1:5432", "a.test/127.0.0.2:5432", "b.test/127.0.0.3:5432", "127.0.0.4/127.0.0.4:6000");

        server.fault(Fault.REFUSED, "b.test");
        server.set("a.test", "5 A 127.0.0.5");
        time.advance(Duration.ofSeconds(5));
        assertThat(labels(now())).containsExactly(
                "localhost/127.0.0.1:5432",
                "b.test/127.0.0.2:5432",
                "b.test/127.0.0.3:5432",
                "127.0.0.4/127.0.0.4:6000",
                "a.test/127.0.0.5:5432");
        assertThat(now().freshness()).isEqualTo(Freshness.STALE);
    }

    @Test
    void literalsNeedNoNameServer() {
        server.fault(Fault.DROP);
        resolver = hosts("127.0.0.2,[::1]:6000");
        begin();

        assertThat(now().backends()).hasSize(2);
        assertThat(server.udpQueries()).isZero();
    }

    @Test
    void countsEveryQueryAndResolution() {
        begin();
        time.advance(Duration.ofSeconds(5));

        assertThat(server.udpQueries()).isEqualTo(2);
    }

    @Test
    void refreshesOnItsOwnThreadInRealTime() throws Exception {
        BlockingQueue<BackendSet> sets = new LinkedBlockingQueue<>();
        server.set("orders.test", "0 A 127.0.0.2");
        RefreshPolicy quick = RefreshPolicy.defaults().withTtl(Duration.ofMillis(20), Duration.ofSeconds(1));
        resolver = new DnsResolver(
                ORDERS,
                Lookup.hosts(new HostAndPort("orders.test", 5432)),
                settings(),
                quick,
                DiscoveryContext.system(new WaitMeters()));
        resolver.start(sets::add);

        assertThat(labels(take(sets))).containsExactly("orders.test/127.0.0.2:5432");
        server.set("orders.test", "0 A 127.0.0.3");
        assertThat(labels(take(sets))).containsExactly("orders.test/127.0.0.3:5432");
        server.fault(Fault.SERVFAIL);
        assertThat(take(sets).freshness()).isEqualTo(Freshness.STALE);
        server.fault(Fault.NONE);
        assertThat(take(sets).freshness()).isEqualTo(Freshness.FRESH);
    }

    private static BackendSet take(BlockingQueue<BackendSet> sets) throws InterruptedException {
        BackendSet set = sets.poll(30, TimeUnit.SECONDS);
        assertThat(set).isNotNull();
        return set;
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

    private DnsSettings settings() {
        return DnsSettings.system()
                .withServers(List.of(server.address()))
                .withQueryTimeout(Duration.ofMillis(100));
    }

    private DnsResolver hosts(String list) {
        return resolver(new Lookup.Hosts(HostAndPort.parseList(list, 5432)), settings());
    }

    private DnsResolver resolver(Lookup lookup, DnsSettings settings) {
        return new DnsResolver(ORDERS, lookup, settings, RefreshPolicy.defaults(), Sets.context(time));
    }
}
