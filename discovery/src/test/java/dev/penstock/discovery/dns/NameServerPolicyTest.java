package dev.penstock.discovery.dns;

import static dev.penstock.discovery.DiscoveryFixture.ORDERS;
import static dev.penstock.discovery.DiscoveryFixture.labels;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.DiscoveryFixture;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.VirtualTime;
import dev.penstock.discovery.dns.transport.SocketTransport;
import dev.penstock.lab.Loopback;
import dev.penstock.lab.dns.DnsFault;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.waits.WaitMeters;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three real name servers that do not agree; the clock of TTLs is moved by the test. */
@Timeout(120)
class NameServerPolicyTest {
    private static final Duration TTL = Duration.ofSeconds(5);
    private static final String HOST = "orders.test";

    private final VirtualTime time = new VirtualTime();
    private final List<DnsServer> servers = List.of(DnsServer.start(), DnsServer.start(), DnsServer.start());
    private final List<DnsResolver> resolvers = new ArrayList<>();

    NameServerPolicyTest() {
        say(0, 2, 3);
        say(1, 2, 3);
        say(2, 2, 3);
    }

    @AfterEach
    void close() {
        resolvers.forEach(DnsResolver::close);
        servers.forEach(DnsServer::close);
    }

    private void say(int server, int... lastBytes) {
        servers.get(server)
                .a(
                        HOST,
                        TTL,
                        IntStream.of(lastBytes).mapToObj(Loopback::address).toArray(InetAddress[]::new));
    }

    private DnsResolver start(NameServerPolicy policy, int... asked) {
        DnsSettings settings = DnsSettings.system()
                .withServers(IntStream.of(asked)
                        .mapToObj(i -> servers.get(i).address())
                        .toList())
                .withQueryTimeout(Duration.ofMillis(250))
                .withPolicy(policy);
        DnsResolver resolver = new DnsResolver(
                ORDERS,
                Lookup.hosts(new HostAndPort(HOST, 5432)),
                settings,
                RefreshPolicy.defaults(),
                DiscoveryFixture.context(time, new WaitMeters()));
        resolvers.add(resolver);
        resolver.start(set -> {});
        time.advance(Duration.ZERO);
        return resolver;
    }

    private BackendSet next(DnsResolver resolver) {
        time.advance(TTL);
        return resolver.current();
    }

    private static List<Integer> lastBytes(BackendSet set) {
        return set.backends().stream()
                .map(each -> (int) each.address().getAddress()[3])
                .toList();
    }

    @ParameterizedTest
    @EnumSource(NameServerPolicy.class)
    void emptyAnswerOfOneServerRemovesNothing(NameServerPolicy policy) {
        DnsResolver resolver = start(policy, 0, 1);
        for (DnsFault lie : List.of(DnsFault.empty(), DnsFault.nxdomain())) {
            for (int liar : new int[] {0, 1}) {
                servers.get(liar).fault(lie);
                assertThat(lastBytes(next(resolver))).containsExactly(2, 3);
                servers.get(liar).clearFaults();
            }
        }
        servers.get(0).remove(HOST);
        assertThat(lastBytes(next(resolver))).as("with an SOA record").containsExactly(2, 3);
    }

    @Test
    void emptyAnswerWithoutSoaAsksOtherServersFirst() {
        servers.get(0).fault(DnsFault.empty());
        DnsResolver resolver = start(NameServerPolicy.FIRST, 0, 1);
        assertThat(lastBytes(resolver.current())).containsExactly(2, 3);
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.FRESH);

        servers.get(1).fault(DnsFault.nxdomain());
        assertThat(next(resolver).failure().orElseThrow().negative())
                .as("both say so")
                .isTrue();
    }

    @Test
    void negativeAnswerWithSoaCountsAtOnce() {
        servers.get(0).remove(HOST);
        DnsResolver resolver = start(NameServerPolicy.FIRST, 0, 1);

        assertThat(resolver.current().failure().orElseThrow().kind()).isEqualTo(Kind.NO_SUCH_NAME);
        assertThat(servers.get(1).queryCount()).isZero();
    }

    @Test
    void unionHasTheBackendsOfAnyServer() {
        say(0, 2);
        say(1, 4, 3);
        servers.get(2).fault(DnsFault.empty());
        DnsResolver resolver = start(NameServerPolicy.UNION, 0, 1, 2);

        assertThat(lastBytes(resolver.current())).containsExactly(2, 3, 4);
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.FRESH);
        assertThat(resolver.current().failure().orElseThrow().message())
                .as("the server without records is reported")
                .contains("exists but has no A or AAAA record (answer of " + text(2));
        assertThat(resolver.current().origin().orElseThrow().source()).contains(text(0), text(1));
    }

    @Test
    void failingServerKeepsItsLastAnswerInUnion() {
        say(0, 2);
        say(1, 3);
        DnsResolver resolver = start(NameServerPolicy.UNION, 0, 1);
        servers.get(1).fault(DnsFault.drop());
        say(0, 4);

        BackendSet set = next(resolver);
        assertThat(lastBytes(set)).containsExactly(3, 4);
        assertThat(set.freshness()).isEqualTo(Freshness.STALE);

        servers.get(1).clearFaults();
        servers.get(1).remove(HOST);
        set = next(resolver);
        assertThat(lastBytes(set))
                .as("the server now answers that there is no record")
                .containsExactly(4);
        assertThat(set.freshness()).isEqualTo(Freshness.FRESH);
    }

    @Test
    void majorityOutvotesOneServer() {
        say(2, 66);
        DnsResolver resolver = start(NameServerPolicy.MAJORITY, 0, 1, 2);

        assertThat(lastBytes(resolver.current())).containsExactly(2, 3);
        assertThat(resolver.current().failure().orElseThrow().message())
                .isEqualTo("left out, because fewer than 2 of 3 name servers list them: orders.test/127.0.0.66:5432");

        servers.get(0).fault(DnsFault.drop());
        say(2, 2);
        assertThat(lastBytes(next(resolver)))
                .as("the backends that the other two servers list")
                .containsExactly(2);
    }

    @Test
    void missingMajorityKeepsTheLastGoodSet() {
        DnsResolver resolver = start(NameServerPolicy.MAJORITY, 0, 1, 2);
        servers.get(0).fault(DnsFault.drop());
        servers.get(1).fault(DnsFault.servfail());
        say(2, 66);
        BackendSet set = next(resolver);
        assertThat(lastBytes(set)).containsExactly(2, 3);
        assertThat(set.freshness()).isEqualTo(Freshness.STALE);
        assertThat(set.failure().orElseThrow().message())
                .startsWith("1 of 3 name servers answered, and nameServerPolicy majority needs 2: ")
                .contains(text(0) + " silent", text(1) + " answers SERVFAIL");

        servers.get(0).clearFaults();
        servers.get(1).clearFaults();
        say(0, 4);
        say(1, 5);
        time.advance(Duration.ofSeconds(30));
        assertThat(lastBytes(resolver.current())).containsExactly(2, 3);
        assertThat(resolver.current().failure().orElseThrow().kind()).isEqualTo(Kind.BAD_ANSWER);
    }

    @Test
    void negativeMajorityIsANegativeAnswer() {
        servers.get(0).remove(HOST);
        servers.get(1).remove(HOST);
        DnsResolver resolver = start(NameServerPolicy.MAJORITY, 0, 1, 2);

        assertThat(resolver.current().failure().orElseThrow().negative()).isTrue();
    }

    @Test
    void deadServerCostsItsTimeoutsOncePerResolution() {
        DnsSettings settings = DnsSettings.system()
                .withServers(servers.stream().map(DnsServer::address).toList())
                .withQueryTimeout(Duration.ofMillis(100))
                .withPolicy(NameServerPolicy.UNION);
        servers.get(0).fault(DnsFault.drop());
        servers.forEach(server -> server.update(zone ->
                zone.a("b.test", TTL, List.of(Loopback.address(7))).a("c.test", TTL, List.of(Loopback.address(8)))));
        DnsResolver resolver = new DnsResolver(
                ORDERS,
                new Lookup.Hosts(HostAndPort.parseList("orders.test,b.test,c.test", 5432)),
                settings,
                RefreshPolicy.defaults(),
                DiscoveryFixture.context(time, new WaitMeters()));
        resolvers.add(resolver);
        resolver.start(set -> {});
        time.advance(Duration.ZERO);

        assertThat(labels(resolver.current())).hasSize(4);
        assertThat(servers.get(0).queryCount()).isEqualTo(settings.attempts());
        assertThat(servers.get(1).queryCount()).isEqualTo(3);
    }

    @Test
    void literalsAreBackendsWithoutAnyServer() throws Exception {
        DnsSettings settings = DnsSettings.system().withPolicy(NameServerPolicy.UNION);
        NameServers none = new NameServers(List.of(), List.of(), 1, Optional.empty());
        AllServersFinder finder = new AllServersFinder(
                Lookup.hosts(new HostAndPort("127.0.0.9", 5432)), settings, () -> none, new SocketTransport());

        assertThat(finder.find(Deadline.after(TTL, time)).backends()).hasSize(1);
    }

    private String text(int server) {
        return DnsFailures.server(servers.get(server).address());
    }
}
