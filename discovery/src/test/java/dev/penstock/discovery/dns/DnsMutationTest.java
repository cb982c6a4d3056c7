package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Valid inputs with some bytes changed, many times. A failure names its seed. */
@Timeout(120)
class DnsMutationTest {
    private static final int ROUNDS = 4_000;
    private static final Name HOST = Name.fromConstantString("orders.test.");
    private static final Name SRV = Name.fromConstantString("_db._tcp.orders.test.");

    @Test
    void mutatedRepliesDoNoHarm() {
        AtomicInteger successes = new AtomicInteger();
        List<byte[]> inputs = List.of(
                input(0x00, srv()),
                input(0x08, srv(), srv(), srv()),
                input(0x10, srv(), srv(), srv()),
                input(0x04, srv(), address(Type.A), address(Type.AAAA)),
                input(0x80, address(Type.A), address(Type.A)),
                input(0x84, alias(), address(Type.AAAA), negative()),
                input(0x90, address(Type.A), negative(), alias()),
                input(0x00, negative(), address(Type.A)));
        mutate(inputs, bytes -> {
            try {
                successes.addAndGet(FuzzTargets.replies(bytes));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(successes.get()).as("a quarter of the inputs is valid").isGreaterThan(ROUNDS / 4);
    }

    @Test
    void mutatedTcpStreamsDoNoHarm() {
        byte[] reply = message(HOST, Type.A, "orders.test. 60 A 127.0.0.2").toWire();
        byte[] stream = ByteBuffer.allocate(2 * (reply.length + 2))
                .putShort((short) reply.length)
                .put(reply)
                .putShort((short) reply.length)
                .putShort((short) 0x1234)
                .put(reply, 2, reply.length - 2)
                .array();
        mutate(List.of(stream), FuzzTargets::tcpStreams);
    }

    @Test
    void mutatedNamesDoNoHarm() {
        mutate(
                Stream.of(
                                "db-1.example.com:5432,[fd00::2]:5433, 10.0.0.7",
                                "_postgresql._tcp.orders.example.com",
                                "bücher.example,例え.テスト:1",
                                "a.b.")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList(),
                FuzzTargets::names);
    }

    @Test
    void mutatedHostsFilesDoNoHarm() {
        String file = "# comment\n127.0.0.2 orders.test other\n::1\torders.test # six\n\n10.0.0.1 x ORDERS.test\n";
        mutate(List.of(file.getBytes(StandardCharsets.ISO_8859_1)), bytes -> {
            try {
                FuzzTargets.hostsFiles(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void mutate(List<byte[]> inputs, Consumer<byte[]> target) {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] input = inputs.get(random.nextInt(inputs.size())).clone();
            byte[] changed = seed < inputs.size() ? inputs.get((int) seed) : changed(input, random);
            try {
                target.accept(changed);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("with seed " + seed, e);
            }
        }
    }

    private static byte[] changed(byte[] input, Random random) {
        byte[] changed = input;
        for (int i = random.nextInt(8); i >= 0 && changed.length > 0; i--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(5)) {
                case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> changed[at] = (byte) random.nextInt();
                case 2 -> changed[at] = (byte) (random.nextBoolean() ? 0xC0 : 0xFF);
                case 3 -> changed = Arrays.copyOf(changed, at);
                default -> {
                    int to = random.nextInt(changed.length);
                    int length = random.nextInt(Math.min(16, changed.length - Math.max(at, to)) + 1);
                    System.arraycopy(changed, at, changed, to, Math.min(length, changed.length - Math.max(at, to)));
                }
            }
        }
        return changed;
    }

    /** An input of {@link FuzzedTransport}: replies that get the ID and the question of the query. */
    private static byte[] input(int choices, Message... replies) {
        ByteBuffer buffer = ByteBuffer.allocate(16_384).put((byte) choices);
        for (int i = 0; i < 3; i++) {
            for (Message reply : replies) {
                byte[] wire = reply.toWire();
                int question = reply.getQuestion().getName().length() + 4;
                buffer.put((byte) 2)
                        .putShort((short) (wire.length - question))
                        .put(wire, 0, 12)
                        .put(wire, 12 + question, wire.length - 12 - question);
            }
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static Message srv() {
        Message reply = message(
                SRV,
                Type.SRV,
                "_db._tcp.orders.test. 30 SRV 0 1 5432 db-1.test.",
                "_db._tcp.orders.test. 30 SRV 1 2 5433 db-2.test.");
        reply.addRecord(record("db-1.test. 20 A 127.0.0.2"), Section.ADDITIONAL);
        reply.addRecord(record("db-2.test. 20 AAAA ::2"), Section.ADDITIONAL);
        return reply;
    }

    private static Message address(int type) {
        return message(
                HOST,
                type,
                type == Type.A ? "orders.test. 60 A 127.0.0.2" : "orders.test. 60 AAAA ::1",
                "orders.test. 60 TXT hello");
    }

    private static Message alias() {
        return message(
                HOST, Type.A, "orders.test. 9 CNAME a.test.", "a.test. 5 CNAME b.test.", "b.test. 5 A 127.0.0.5");
    }

    private static Message negative() {
        Message reply = message(HOST, Type.A);
        reply.getHeader().setRcode(Rcode.NXDOMAIN);
        reply.addRecord(record("test. 60 SOA ns.test. who.test. 1 60 60 60 30"), Section.AUTHORITY);
        return reply;
    }

    private static Message message(Name name, int type, String... answers) {
        Message reply = new Message(0x1234);
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
        for (String answer : answers) {
            reply.addRecord(record(answer), Section.ANSWER);
        }
        return reply;
    }

    private static Record record(String line) {
        String[] words = line.split(" ", 4);
        try {
            return Record.fromString(
                    Name.fromConstantString(words[0]),
                    Type.value(words[2]),
                    DClass.IN,
                    Long.parseLong(words[1]),
                    words[3],
                    Name.root);
        } catch (IOException e) {
            throw new IllegalArgumentException(line, e);
        }
    }
}
