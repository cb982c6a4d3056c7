package dev.penstock.lab.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.LabException;
import dev.penstock.lab.Loopback;
import dev.penstock.lab.dns.DnsQuery.Transport;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

@Timeout(30)
class DnsServerTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final int NO_ANSWER_MILLIS = 200;

    private final DnsServer server = DnsServer.start();

    @BeforeEach
    void fillZone() {
        server.a("db.example", TTL, Loopback.address(2), Loopback.address(3));
        server.a("other.example", TTL, Loopback.address(4));
    }

    @AfterEach
    void noThreadOutlivesTheServer() {
        server.close();
        String name = "lab-dns-" + server.address().getPort();
        Await.until(
                "the threads are gone",
                Duration.ofSeconds(5),
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith(name)));
    }

    @Test
    void bothTransportsReturnAddressesWithTtl() throws IOException {
        Message udp = ask(Transport.UDP, query("db.example", Type.A));
        Message tcp = ask(Transport.TCP, query("DB.Example", Type.A));

        assertThat(addresses(udp)).containsExactly(Loopback.address(2), Loopback.address(3));
        assertThat(addresses(tcp)).isEqualTo(addresses(udp));
        assertThat(udp.getSection(Section.ANSWER)).allMatch(record -> record.getTTL() == 60);
        assertThat(udp.getHeader().getFlag(Flags.AA)).isTrue();
    }

    @Test
    void queriesAreCountedAndRecorded() throws IOException {
        ask(Transport.UDP, query("db.example", Type.A));
        ask(Transport.TCP, query("Db.example", Type.SRV));
        server.fault(DnsFault.drop());
        assertNoAnswer(query("other.example", Type.AAAA));

        assertThat(server.queries())
                .containsExactly(
                        new DnsQuery("db.example", "A", Transport.UDP),
                        new DnsQuery("db.example", "SRV", Transport.TCP),
                        new DnsQuery("other.example", "AAAA", Transport.UDP));
        assertThat(server.queryCount()).isEqualTo(3);
        assertThat(server.queryCount("db.example.")).isEqualTo(2);
        server.forgetQueries();
        assertThat(server.queryCount()).isZero();
    }

    @Test
    void ipv6AddressesAreServed() throws IOException {
        Inet6Address address = (Inet6Address) InetAddress.getByName("::1");
        server.aaaa("db.example", TTL, address);

        assertThat(ask(Transport.UDP, query("db.example", Type.AAAA)).getSection(Section.ANSWER))
                .singleElement()
                .extracting(Record::rdataToString)
                .isEqualTo("0:0:0:0:0:0:0:1");
    }

    @Test
    void srvAnswerContainsAddressesOfTargets() throws IOException {
        server.srv("_pg._tcp.example", TTL, 1, 10, 5432, "db.example");
        server.srv("_pg._tcp.example", TTL, 2, 20, 5433, "other.example");

        Message answer = ask(Transport.UDP, query("_pg._tcp.example", Type.SRV));

        assertThat(answer.getSection(Section.ANSWER))
                .extracting(record -> ((SRVRecord) record).getPort())
                .containsExactly(5432, 5433);
        assertThat(answer.getSection(Section.ADDITIONAL)).hasSize(3).allMatch(ARecord.class::isInstance);
    }

    @Test
    void aliasesAreFollowedWithoutEndlessLoop() throws IOException {
        server.cname("alias.example", TTL, "db.example");
        server.cname("snake.example", TTL, "snake.example");

        assertThat(ask(Transport.UDP, query("alias.example", Type.A)).getSection(Section.ANSWER))
                .extracting(Record::getType)
                .containsExactly(Type.CNAME, Type.A, Type.A);
        assertThat(ask(Transport.UDP, query("snake.example", Type.A)).getRcode())
                .isEqualTo(Rcode.NOERROR);
    }

    @Test
    void unknownNameAndUnknownTypeDiffer() throws IOException {
        Message unknownName = ask(Transport.UDP, query("nobody.example", Type.A));
        Message unknownType = ask(Transport.UDP, query("db.example", Type.SRV));

        assertThat(unknownName.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(unknownType.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(List.of(unknownName, unknownType)).allSatisfy(answer -> {
            assertThat(answer.getSection(Section.ANSWER)).isEmpty();
            assertThat(answer.getSection(Section.AUTHORITY)).singleElement().isInstanceOf(SOARecord.class);
        });
    }

    @Test
    void changedRecordAppliesToNextQuery() throws IOException {
        server.a("db.example", TTL, Loopback.address(9));
        assertThat(addresses(ask(Transport.UDP, query("db.example", Type.A)))).containsExactly(Loopback.address(9));
        server.a("db.example", TTL);
        assertThat(ask(Transport.UDP, query("db.example", Type.A)).getRcode()).isEqualTo(Rcode.NOERROR);
        server.update(zone -> zone.remove("db.example").a("new.example", TTL, List.of(Loopback.address(8))));
        assertThat(ask(Transport.UDP, query("db.example", Type.A)).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(addresses(ask(Transport.UDP, query("new.example", Type.A)))).containsExactly(Loopback.address(8));
    }

    @Test
    void longUdpAnswerIsTruncatedAtClientLimit() throws IOException {
        server.a("many.example", TTL, addresses(500));
        server.a("some.example", TTL, addresses(60));
        Message some = query("some.example", Type.A);
        Message someExtended = query("some.example", Type.A);
        someExtended.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        Message manyExtended = query("many.example", Type.A);
        manyExtended.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);

        Message shortened = ask(Transport.UDP, some);

        assertThat(shortened.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(shortened.numBytes()).isLessThanOrEqualTo(512);
        assertThat(addresses(ask(Transport.UDP, someExtended))).hasSize(60);
        assertThat(ask(Transport.UDP, manyExtended).getHeader().getFlag(Flags.TC))
                .isTrue();
        assertThat(addresses(ask(Transport.TCP, manyExtended))).containsExactly(addresses(500));
    }

    @Test
    void dnsjavaResolverReceives500Addresses() throws IOException {
        server.a("many.example", TTL, addresses(500));
        SimpleResolver resolver = new SimpleResolver(server.address());

        assertThat(addresses(resolver.send(query("many.example", Type.A)))).hasSize(500);
        assertThat(server.queries()).extracting(DnsQuery::transport).containsExactly(Transport.UDP, Transport.TCP);
    }

    @Test
    void srvAnswerFillsWholeTcpMessage() throws IOException {
        String padding = "x".repeat(55);
        server.update(zone -> {
            DnsZone filled = zone;
            for (int i = 0; i < 700; i++) {
                filled = filled.srv("_pg._tcp.example", TTL, 1, 1, i, "node-%03d.%s.example".formatted(i, padding));
            }
            return filled;
        });

        Message answer = ask(Transport.TCP, query("_pg._tcp.example", Type.SRV));

        assertThat(answer.getSection(Section.ANSWER)).hasSize(700);
        assertThat(answer.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(answer.numBytes()).isBetween(60_000, 65_535);
    }

    @ParameterizedTest
    @EnumSource(
            value = DnsFault.Kind.class,
            names = {"SERVFAIL", "REFUSED", "NXDOMAIN"})
    void faultSetsItsRcode(DnsFault.Kind kind) throws IOException {
        server.fault(new DnsFault(kind, Duration.ZERO));

        assertThat(Rcode.string(ask(Transport.UDP, query("db.example", Type.A)).getRcode()))
                .isEqualTo(kind.name());
    }

    @Test
    void faultAffectsOnlyItsName() throws IOException {
        server.fault("db.example", DnsFault.servfail());
        assertThat(ask(Transport.UDP, query("DB.example", Type.A)).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(ask(Transport.UDP, query("other.example", Type.A)).getRcode())
                .isEqualTo(Rcode.NOERROR);
        server.clearFault("db.example");
        assertThat(ask(Transport.UDP, query("db.example", Type.A)).getRcode()).isEqualTo(Rcode.NOERROR);
        server.fault(DnsFault.refused());
        server.fault("db.example", DnsFault.empty());
        server.clearFaults();
        assertThat(addresses(ask(Transport.UDP, query("db.example", Type.A)))).hasSize(2);
    }

    @Test
    void truncatedAnswerMakesClientUseTcp() throws IOException {
        server.fault(DnsFault.truncate());

        Message udp = ask(Transport.UDP, query("db.example", Type.A));

        assertThat(udp.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(udp.getSection(Section.ANSWER)).isEmpty();
        assertThat(addresses(ask(Transport.TCP, query("db.example", Type.A)))).hasSize(2);
    }

    @Test
    void damagedAnswerHasItsDefect() throws IOException {
        Message query = query("db.example", Type.A);
        server.fault(DnsFault.wrongId());
        assertThat(ask(Transport.UDP, query).getHeader().getID())
                .isEqualTo((query.getHeader().getID() + 1) & 0xFFFF);
        server.fault(DnsFault.empty());
        Message empty = ask(Transport.UDP, query);
        assertThat(empty.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(empty.getSection(Section.ANSWER)).isEmpty();
        assertThat(empty.getSection(Section.AUTHORITY)).isEmpty();
        server.fault(DnsFault.garbage());
        assertThatThrownBy(() -> ask(Transport.UDP, query)).isInstanceOf(WireParseException.class);
        assertThatThrownBy(() -> ask(Transport.TCP, query)).isInstanceOf(WireParseException.class);
    }

    @Test
    void delayedAnswerDoesNotDelayOthers() throws IOException {
        server.fault("db.example", DnsFault.servfail().after(Duration.ofMillis(300)));
        for (Transport transport : Transport.values()) {
            try (Client client = new Client(transport)) {
                long begin = System.nanoTime();
                client.send(query("db.example", Type.A));
                client.send(query("other.example", Type.A));

                assertThat(client.receive().getQuestion().getName()).hasToString("other.example.");
                assertThat(client.receive().getRcode()).isEqualTo(Rcode.SERVFAIL);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
            }
        }
    }

    @Test
    void malformedQueryIsIgnored() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, server.address()));
        }
        assertThat(addresses(ask(Transport.UDP, query("db.example", Type.A)))).hasSize(2);
        assertThat(server.queryCount()).isEqualTo(1);
    }

    @Test
    void closeDropsDelayedAnswersAndConnections() throws IOException {
        server.fault(DnsFault.delay(Duration.ofHours(1)));
        try (Client udp = new Client(Transport.UDP);
                Client tcp = new Client(Transport.TCP)) {
            udp.send(query("db.example", Type.A));
            tcp.send(query("db.example", Type.A));
            Await.until("both queries have come", Duration.ofSeconds(5), () -> server.queryCount() == 2);

            server.close();

            assertThatThrownBy(tcp::receive).isInstanceOf(IOException.class);
            DnsServer.start(server.address()).close();
        }
    }

    @Test
    void invalidArgumentsAreRefused() {
        assertThatThrownBy(() -> server.a("x".repeat(64), TTL)).hasMessageContaining("not a DNS name: 'xxx");
        assertThatThrownBy(() -> server.aaaa("db.example", TTL, Loopback.address(1)))
                .hasMessageContaining("an AAAA record needs an IPv6 address");
        assertThatThrownBy(() -> server.a("db.example", Duration.ofMillis(1)))
                .hasMessageContaining("a TTL must be a whole number of seconds >= 0");
        assertThatThrownBy(() -> DnsServer.start(server.address()))
                .isInstanceOf(LabException.class)
                .hasMessageContaining(
                        "cannot serve DNS on /127.0.0.1:" + server.address().getPort());
    }

    private static InetAddress[] addresses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> address(10, 0, i / 250, i % 250))
                .toArray(InetAddress[]::new);
    }

    private static InetAddress address(int... bytes) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
    }

    private static List<InetAddress> addresses(Message answer) {
        List<InetAddress> addresses = new ArrayList<>();
        answer.getSection(Section.ANSWER).forEach(record -> addresses.add(((ARecord) record).getAddress()));
        return addresses;
    }

    private Message ask(Transport transport, Message query) throws IOException {
        try (Client client = new Client(transport)) {
            client.send(query);
            return client.receive();
        }
    }

    private void assertNoAnswer(Message query) throws IOException {
        try (Client client = new Client(Transport.UDP)) {
            client.limit(NO_ANSWER_MILLIS);
            client.send(query);
            assertThatThrownBy(client::receive).isInstanceOf(SocketTimeoutException.class);
        }
    }

    /** A client that reads the raw bytes. */
    private final class Client implements AutoCloseable {

        private final DatagramSocket datagrams = new DatagramSocket();
        private final Socket connection = new Socket();
        private final Transport transport;

        Client(Transport transport) throws IOException {
            this.transport = transport;
            if (transport == Transport.TCP) {
                connection.connect(server.address());
            }
            limit(10_000);
        }

        void limit(int millis) throws IOException {
            datagrams.setSoTimeout(millis);
            connection.setSoTimeout(millis);
        }

        void send(Message query) throws IOException {
            byte[] bytes = query.toWire();
            if (transport == Transport.UDP) {
                datagrams.send(new DatagramPacket(bytes, bytes.length, server.address()));
            } else {
                DataOutputStream out = new DataOutputStream(connection.getOutputStream());
                out.writeShort(bytes.length);
                out.write(bytes);
            }
        }

        Message receive() throws IOException {
            if (transport == Transport.UDP) {
                DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
                datagrams.receive(packet);
                return new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
            }
            DataInputStream in = new DataInputStream(connection.getInputStream());
            byte[] bytes = new byte[in.readUnsignedShort()];
            in.readFully(bytes);
            return new Message(bytes);
        }

        @Override
        public void close() throws IOException {
            datagrams.close();
            connection.close();
        }
    }
}
