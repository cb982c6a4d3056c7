package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.FinderResult;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.transport.DnsTransport;
import dev.penstock.discovery.dns.transport.SocketTransport;
import dev.penstock.lab.Loopback;
import dev.penstock.lab.dns.DnsFault;
import dev.penstock.lab.dns.DnsQuery;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.waits.NanoClock;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Type;

/** Hosts with addresses of both families. */
@Timeout(60)
class AddressFamilyTest {
    private static final Duration TTL = Duration.ofSeconds(5);
    private static final String SRV = "_db._tcp.orders.test";
    private static final InetAddress SIX =
            HostAndPort.parse("[fd00::7]", 1).literal().orElseThrow();

    private final DnsServer server = DnsServer.start();
    private boolean deaf;

    AddressFamilyTest() {
        server.srv(SRV, TTL, 0, 1, 5432, "both.test");
        server.srv(SRV, TTL, 0, 1, 5432, "four.test");
        server.srv(SRV, TTL, 0, 1, 5432, "six.test");
        server.a("both.test", TTL, Loopback.address(2));
        server.aaaa("both.test", TTL, SIX);
        server.a("four.test", TTL, Loopback.address(4));
        server.aaaa("six.test", TTL, HostAndPort.parse("[fd00::6]", 1).literal().orElseThrow());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private FinderResult find(Lookup lookup, AddressChoice choice) throws Exception {
        return find(finder(lookup, choice));
    }

    private BackendFinder finder(Lookup lookup, AddressChoice choice) {
        DnsSettings settings = DnsSettings.system()
                .withServers(List.of(server.address()))
                .withQueryTimeout(Duration.ofMillis(200))
                .withAddresses(choice);
        return DnsResolver.finder(lookup, settings, new SocketTransport());
    }

    private static FinderResult find(BackendFinder finder) throws Exception {
        return finder.find(Deadline.after(Duration.ofSeconds(30), NanoClock.system()));
    }

    private static List<String> addresses(FinderResult found) {
        return found.backends().stream()
                .map(each -> each.address().getHostAddress())
                .toList();
    }

    @Test
    void additionalRecordsSaveQuestionsForTargets() throws Exception {
        assertThat(addresses(find(Lookup.srv(SRV), AddressChoice.BOTH)))
                .containsExactlyInAnyOrder("127.0.0.2", "127.0.0.4", "fd00:0:0:0:0:0:0:6", "fd00:0:0:0:0:0:0:7");
        assertThat(server.queries())
                .map(query -> query.name() + " " + query.type())
                .containsExactlyInAnyOrder(SRV + " SRV", "four.test AAAA", "six.test A");

        server.forgetQueries();
        assertThat(addresses(find(Lookup.srv(SRV), AddressChoice.PREFER_IPV6)))
                .containsExactlyInAnyOrder("127.0.0.4", "fd00:0:0:0:0:0:0:6", "fd00:0:0:0:0:0:0:7");
        assertThat(server.queries())
                .map(DnsQuery::type)
                .as("four.test needs a question for its missing AAAA record")
                .containsExactly("SRV", "AAAA");
    }

    @Test
    void bothNeedsAnAnswerForOneFamilyOnly() throws Exception {
        BackendFinder finder = finder(Lookup.hosts(new HostAndPort("both.test", 5432)), AddressChoice.BOTH);
        assertThat(addresses(find(finder))).hasSize(2);
        server.fault(DnsFault.drop());
        assertThatThrownBy(() -> find(finder)).hasMessageContaining("both.test A");
        server.clearFaults();
        server.cname("both.test", TTL, "half.test");
        server.a("half.test", TTL, Loopback.address(3));

        assertThat(addresses(find(finder)))
                .as("the other family has no address now")
                .containsExactly("127.0.0.3");
    }

    @Test
    void unansweredFamilyKeepsItsLastAddresses() throws Exception {
        FakeTransport transport = new FakeTransport();
        DnsSettings settings = DnsSettings.system().withServers("10.0.0.53").withAddresses(AddressChoice.BOTH);
        DnsTransport deafToAaaa = (asked, query, protocol, timeout) -> {
            if (deaf && query.getQuestion().getType() == Type.AAAA) {
                throw new SocketTimeoutException("silent");
            }
            return transport.exchange(asked, query, protocol, timeout);
        };
        transport.set("both.test", "5 A 127.0.0.2", "5 AAAA fd00::7");
        BackendFinder finder =
                DnsResolver.finder(Lookup.hosts(new HostAndPort("both.test", 5432)), settings, deafToAaaa);
        deaf = true;
        FinderResult first = find(finder);
        assertThat(addresses(first)).containsExactly("127.0.0.2");
        assertThat(first.partlyStale()).isFalse();
        assertThat(first.failure().orElseThrow().message()).contains("both.test AAAA");
        deaf = false;
        assertThat(addresses(find(finder))).hasSize(2);
        deaf = true;
        transport.set("both.test", "5 A 127.0.0.3", "5 AAAA fd00::8");
        FinderResult then = find(finder);
        assertThat(addresses(then)).containsExactly("127.0.0.3", "fd00:0:0:0:0:0:0:7");
        assertThat(then.partlyStale()).isTrue();
    }
}
