package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.dns.ScriptedNameServer.Fault;
import dev.penstock.waits.NanoClock;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

    private final ScriptedNameServer first;
    private final ScriptedNameServer second;
    private final Deadline deadline = Deadline.after(Duration.ofSeconds(60), NanoClock.system());

    DnsClientTest() throws IOException {
        first = new ScriptedNameServer();
        second = new ScriptedNameServer();
    }

    @BeforeEach
    void fill() {
        first.set("orders.test", "5 A 127.0.0.2");
        second.set("orders.test", "5 A 127.0.0.3");
    }

    @AfterEach
    void close() throws IOException {
        first.close();
        second.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"DROP", "SERVFAIL", "REFUSED", "GARBAGE", "WRONG_ID", "REFERRAL", "TRUNCATED_THEN_TCP_CLOSED"})
    void theNextServerAnswersForOneThatDoesNot(Fault fault) throws Exception {
        first.fault(fault);

        assertThat(addresses(both())).containsExactly("127.0.0.3");
        assertThat(first.udpQueries()).isEqualTo(1);
        assertThat(second.udpQueries()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"WRONG_ID_THEN_RIGHT", "WRONG_QUESTION_THEN_RIGHT"})
    void aForgedReplyIsNotBelievedAndTheRightOneStillIs(Fault fault) throws Exception {
        first.fault(fault);

        assertThat(addresses(both())).containsExactly("127.0.0.2");
        assertThat(second.udpQueries()).isZero();
    }

    @Test
    void aServerThatDoesNotKnowEdnsIsAskedWithout() throws Exception {
        first.fault(Fault.FORMERR_ON_EDNS);

        assertThat(addresses(both())).containsExactly("127.0.0.2");
        assertThat(first.udpQueries()).isEqualTo(2);
    }

    @Test
    void theServerThatAnsweredLastIsAskedFirst() throws Exception {
        DnsClient client = both();
        first.fault(Fault.SERVFAIL);
        assertThat(addresses(client)).containsExactly("127.0.0.3");
        first.fault(Fault.NONE);
        assertThat(addresses(client)).containsExactly("127.0.0.3");
        second.fault(Fault.SERVFAIL);
        assertThat(addresses(client)).containsExactly("127.0.0.2");
        assertThat(first.udpQueries()).isEqualTo(2);
    }

    @Test
    void silenceIsAskedTwiceAndAFailureOnce() {
        first.fault(Fault.DROP);
        second.fault(Fault.SERVFAIL);

        assertThatThrownBy(() -> addresses(both()))
                .hasMessage("no usable answer to orders.test A: " + first.text() + " silent over UDP for 100 ms, "
                        + second.text() + " answers SERVFAIL; each server should resolve this name for its clients");
        assertThat(first.udpQueries()).isEqualTo(2);
        assertThat(second.udpQueries()).isEqualTo(1);
    }

    @Test
    void aPortNobodyListensOnIsNamedWithoutWaiting() throws Exception {
        InetSocketAddress nobody;
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0))) {
            nobody = new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
        }
        DnsSettings patient = settings(nobody).withQueryTimeout(Duration.ofMinutes(10));

        assertThatThrownBy(() -> addresses(new DnsClient(patient.servers(), patient, new SocketTransport())))
                .hasMessageContaining(DnsTexts.server(nobody) + " refuses connections over UDP");
    }

    @Test
    void theDeadlineBoundsAllServersTogether() {
        first.fault(Fault.DROP);
        second.fault(Fault.DROP);
        DnsSettings patient = settings(first.address(), second.address()).withQueryTimeout(Duration.ofMinutes(10));
        DnsClient client = new DnsClient(patient.servers(), patient, new SocketTransport());
        Deadline soon = Deadline.after(Duration.ofMillis(200), NanoClock.system());

        assertThatThrownBy(() -> client.ask(NAME, Type.A, soon))
                .hasMessageStartingWith("the deadline of the resolution came before an answer to orders.test A")
                .isInstanceOfSatisfying(
                        DiscoveryException.class, e -> assertThat(e.failure().kind()).isEqualTo(Kind.TIMEOUT));
        assertThat(second.udpQueries()).isZero();
    }

    @Test
    void anInterruptEndsTheQuestion() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> both().ask(NAME, Type.A, deadline)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void withoutAnyServerItSaysSo() {
        DnsClient client = new DnsClient(List.of(), DnsSettings.system(), new SocketTransport());

        assertThatThrownBy(() -> client.ask(NAME, Type.A, deadline)).hasMessageContaining("the system has no name server");
    }

    @Test
    void followsAliasesInOneAnswerOrSeveral() throws Exception {
        first.set("alias.test", "3 CNAME middle.test.");
        first.set("middle.test", "2 CNAME orders.test.");
        Name alias = Name.fromConstantString("alias.test.");
        RecordLookup lookup = new RecordLookup(both());

        Records together = lookup.find(alias, Type.A, deadline).orElseThrow();
        first.leaveAliasesToTheClient();
        Records apart = lookup.find(alias, Type.A, deadline).orElseThrow();

        assertThat(together.records()).isEqualTo(apart.records()).hasSize(1);
        assertThat(together.ttl()).isEqualTo(apart.ttl()).isEqualTo(Duration.ofSeconds(2));
        assertThat(first.udpQueries()).isEqualTo(4);
        assertThat(lookup.find(alias, Type.AAAA, deadline)).isEmpty();
    }

    @Test
    void aCircleOfAliasesIsAnError() {
        first.set("a.test", "5 CNAME b.test.");
        first.set("b.test", "5 CNAME a.test.");
        RecordLookup lookup = new RecordLookup(both());

        assertLoop(lookup);
        first.leaveAliasesToTheClient();
        assertLoop(lookup);
    }

    @Test
    void anEndlessChainOfAliasesIsAnError() {
        for (int i = 0; i < 40; i++) {
            first.set(i == 0 ? "a.test" : i + ".test", "5 CNAME " + (i + 1) + ".test.");
        }
        first.leaveAliasesToTheClient();

        assertLoop(new RecordLookup(both()));
        assertThat(first.udpQueries()).isEqualTo(AliasChain.MOST_ALIASES + 1);
    }

    private void assertLoop(RecordLookup lookup) {
        assertThatThrownBy(() -> lookup.find(Name.fromConstantString("a.test."), Type.A, deadline))
                .hasMessageContaining("lead in a circle, or through more than 16 names")
                .isInstanceOfSatisfying(
                        DiscoveryException.class, e -> assertThat(e.failure().kind()).isEqualTo(Kind.BAD_ANSWER));
    }

    private DnsClient both() {
        DnsSettings settings = settings(first.address(), second.address());
        return new DnsClient(settings.servers(), settings, new SocketTransport());
    }

    private static DnsSettings settings(InetSocketAddress... servers) {
        return DnsSettings.system().withServers(List.of(servers)).withQueryTimeout(Duration.ofMillis(100));
    }

    private List<String> addresses(DnsClient client) throws DiscoveryException, InterruptedException {
        Optional<Records> found = new RecordLookup(client).find(NAME, Type.A, deadline);
        return found.orElseThrow().records().stream().map(Record::rdataToString).toList();
    }
}
