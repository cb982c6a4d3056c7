package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.dns.transport.SocketTransport;
import dev.penstock.lab.Loopback;
import dev.penstock.lab.dns.DnsFault;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.waits.NanoClock;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Two real servers on loopback; the first misbehaves. */
@Timeout(120)
class DnsClientTest {
    private static final Name NAME = Name.fromConstantString("orders.test.");

    private final DnsServer first = DnsServer.start();
    private final DnsServer second = DnsServer.start();
    private final Deadline deadline = Deadline.after(Duration.ofSeconds(60), NanoClock.system());

    DnsClientTest() {
        first.a("orders.test", Duration.ofSeconds(5), Loopback.address(2));
        second.a("orders.test", Duration.ofSeconds(5), Loopback.address(3));
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = DnsFault.Kind.class,
            names = {"DROP", "SERVFAIL", "REFUSED", "GARBAGE", "WRONG_ID"})
    void failingServerIsReplacedByTheNext(DnsFault.Kind kind) throws Exception {
        first.fault(new DnsFault(kind, Duration.ZERO));

        assertThat(addresses(both())).containsExactly("127.0.0.3");
        assertThat(first.queryCount()).isEqualTo(1);
        assertThat(second.queryCount()).isEqualTo(1);
    }

    @Test
    void lateAnswerIsNotAwaited() throws Exception {
        first.fault(DnsFault.delay(Duration.ofMinutes(10)));

        assertThat(addresses(both())).containsExactly("127.0.0.3");
    }

    @Test
    void truncatedAnswerIsAskedAgainOverTcp() throws Exception {
        first.fault(DnsFault.truncate());

        assertThat(addresses(both())).containsExactly("127.0.0.2");
        assertThat(first.queryCount()).isEqualTo(2);
        assertThat(second.queryCount()).isZero();
    }

    @Test
    void nxdomainIsAnAnswer() {
        first.remove("orders.test");

        assertThatThrownBy(() -> addresses(both())).hasMessageStartingWith("no such host: orders.test (NXDOMAIN from ");
        assertThat(second.queryCount()).isZero();
    }

    @Test
    void lastAnsweringServerIsAskedFirst() throws Exception {
        DnsClient client = both();
        first.fault(DnsFault.servfail());
        assertThat(addresses(client)).containsExactly("127.0.0.3");
        first.clearFaults();
        assertThat(addresses(client)).containsExactly("127.0.0.3");
        second.fault(DnsFault.servfail());
        assertThat(addresses(client)).containsExactly("127.0.0.2");
        assertThat(first.queryCount()).isEqualTo(2);
    }

    @Test
    void silentServerIsAskedTwiceAndFailingServerOnce() {
        first.fault(DnsFault.drop());
        second.fault(DnsFault.servfail());

        assertThatThrownBy(() -> addresses(both()))
                .hasMessage("no usable answer to orders.test A: " + DnsFailures.server(first.address())
                        + " silent over UDP for 500 ms, " + DnsFailures.server(second.address())
                        + " answers SERVFAIL; each server should resolve this name for its clients");
        assertThat(first.queryCount()).isEqualTo(2);
        assertThat(second.queryCount()).isEqualTo(1);
    }

    @Test
    void closedPortFailsWithoutWaiting() throws Exception {
        InetSocketAddress nobody =
                new InetSocketAddress(Loopback.address(1), Loopback.freePort(List.of(Loopback.address(1))));
        DnsSettings patient = settings(nobody).withQueryTimeout(Duration.ofMinutes(10));

        assertThatThrownBy(() -> addresses(new DnsClient(patient.servers(), patient, new SocketTransport())))
                .hasMessageContaining(DnsFailures.server(nobody) + " refuses connections over UDP");
    }

    @Test
    void deadlineLimitsAllServersTogether() {
        first.fault(DnsFault.drop());
        second.fault(DnsFault.drop());
        DnsSettings patient = settings(first.address(), second.address()).withQueryTimeout(Duration.ofMinutes(10));
        DnsClient client = new DnsClient(patient.servers(), patient, new SocketTransport());
        Deadline soon = Deadline.after(Duration.ofMillis(200), NanoClock.system());

        assertThatThrownBy(() -> client.ask(NAME, Type.A, soon))
                .hasMessageStartingWith("the deadline of the resolution passed before an answer to orders.test A")
                .isInstanceOfSatisfying(
                        DiscoveryException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(Kind.TIMEOUT));
        assertThat(second.queryCount()).isZero();
    }

    @Test
    void interruptEndsTheQuestion() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> both().ask(NAME, Type.A, deadline)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void missingNameServersAreReported() {
        DnsClient client = new DnsClient(List.of(), DnsSettings.system(), new SocketTransport());

        assertThatThrownBy(() -> client.ask(NAME, Type.A, deadline))
                .hasMessageContaining("the system has no name server");
    }

    @Test
    void aliasesWithinAnAnswerAreFollowed() throws Exception {
        first.cname("alias.test", Duration.ofSeconds(3), "middle.test");
        first.cname("middle.test", Duration.ofSeconds(2), "orders.test");
        Name alias = Name.fromConstantString("alias.test.");
        RecordLookup lookup = new RecordLookup(both());

        Records found = lookup.find(alias, Type.A, deadline);

        assertThat(found.records()).map(Record::rdataToString).containsExactly("127.0.0.2");
        assertThat(found.ttlOrZero()).isEqualTo(Duration.ofSeconds(2));
        assertThat(first.queryCount()).isEqualTo(1);
        assertThat(lookup.find(alias, Type.AAAA, deadline).records()).isEmpty();
    }

    private DnsClient both() {
        DnsSettings settings = settings(first.address(), second.address());
        return new DnsClient(settings.servers(), settings, new SocketTransport());
    }

    private static DnsSettings settings(InetSocketAddress... servers) {
        return DnsSettings.system().withServers(List.of(servers)).withQueryTimeout(Duration.ofMillis(500));
    }

    private List<String> addresses(DnsClient client) throws DiscoveryException, InterruptedException {
        Records found = new RecordLookup(client).find(NAME, Type.A, deadline);
        return found.records().stream().map(Record::rdataToString).toList();
    }
}
