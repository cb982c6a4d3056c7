package dev.penstock.lab.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Loopback;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Faults that exist only in the bytes of a message. */
@Timeout(30)
class DnsFaultTest {

    private static final int NAME_BYTES = "db.test".length() + 2;

    private final DnsServer server = DnsServer.start();

    DnsFaultTest() {
        server.a("db.test", Duration.ofSeconds(60), Loopback.address(2), Loopback.address(3));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void hugeTtlAppliesToAllRecordsExceptEdns() throws IOException {
        server.fault(DnsFault.hugeTtl());
        Message query = query("db.test", Type.A);
        query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);

        byte[] reply = ask(query, 1).get(0);

        ByteBuffer buffer = ByteBuffer.wrap(reply);
        int first = 12 + NAME_BYTES + 4 + 2 + 4;
        assertThat(buffer.getInt(first)).isEqualTo(Integer.MIN_VALUE);
        assertThat(buffer.getInt(first + 16)).isEqualTo(Integer.MIN_VALUE);
        assertThat(new Message(reply).getOPT().getPayloadSize()).isPositive();
    }

    @Test
    void forgedAnswersPrecedeTheCorrectOne() throws IOException {
        server.fault(DnsFault.forged());
        Message query = query("db.test", Type.A);
        int id = query.getHeader().getID();

        List<byte[]> replies = ask(query, 4);

        assertThat(replies)
                .map(bytes -> ByteBuffer.wrap(bytes).getShort() & 0xFFFF)
                .containsExactly((id + 1) & 0xFFFF, (id + 1) & 0xFFFF, id, id);
        assertThat(new Message(replies.get(2)).getQuestion().getName())
                .isNotEqualTo(query.getQuestion().getName());
        assertThat(new Message(replies.get(3)).getSection(Section.ANSWER)).hasSize(2);
    }

    @Test
    void negativeAnswerHasTheZonesTtl() throws IOException {
        server.update(zone -> zone.negativeTtl(Duration.ofSeconds(7)));

        Message reply = new Message(ask(query("no.test", Type.A), 1).get(0));

        assertThat(reply.getSection(Section.AUTHORITY)).singleElement().isInstanceOfSatisfying(SOARecord.class, soa -> {
            assertThat(soa.getTTL()).isEqualTo(7);
            assertThat(soa.getMinimum()).isEqualTo(7);
        });
    }

    private static Message query(String name, int type) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name + "."), type, DClass.IN));
    }

    private List<byte[]> ask(Message query, int replies) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(20_000);
            byte[] bytes = query.toWire();
            socket.send(new DatagramPacket(bytes, bytes.length, server.address()));
            List<byte[]> received = new ArrayList<>();
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            while (received.size() < replies) {
                packet.setLength(4096);
                socket.receive(packet);
                received.add(Arrays.copyOf(packet.getData(), packet.getLength()));
            }
            return received;
        }
    }
}
