package dev.penstock.discovery.dns.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.dns.transport.DnsTransport.Protocol;
import dev.penstock.lab.Loopback;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Against a peer that sends just the bytes a test wants. */
@Timeout(60)
class SocketTransportTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Name NAME = Name.fromConstantString("orders.test.");

    private final SocketTransport transport = new SocketTransport();
    private final Message query = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));

    @Test
    void repliesToOtherQueriesAreSkipped() throws Exception {
        Message reply = overUdp(PATIENT, asked -> {
            int id = asked.getHeader().getID();
            return List.of(
                    reply(id ^ 1, NAME, Type.A, "66.66.66.66"),
                    reply(id, Name.fromConstantString("other.test."), Type.A, "66.66.66.66"),
                    reply(id, NAME, Type.TXT, "66.66.66.66"),
                    asked.toWire(),
                    reply(id, NAME, Type.A, "127.0.0.2"));
        });

        assertThat(reply.getSection(Section.ANSWER)).map(Record::rdataToString).containsExactly("127.0.0.2");
    }

    @Test
    void replyWithAnotherIdTimesOut() {
        assertThatThrownBy(() -> overUdp(
                        Duration.ofMillis(100),
                        asked -> List.of(reply(asked.getHeader().getID() ^ 1, NAME, Type.A, "66.66.66.66"))))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void malformedReplyWithRightIdFailsAtOnce() {
        assertThatThrownBy(() -> overUdp(
                        PATIENT, asked -> List.of(noise(asked.getHeader().getID(), 3))))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessage("a reply of 3 bytes");
        assertThatThrownBy(() -> overUdp(
                        PATIENT, asked -> List.of(noise(asked.getHeader().getID(), 60))))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessage("a malformed reply");
    }

    @Test
    void malformedReplyWithAnotherIdIsSkipped() throws Exception {
        Message reply = overUdp(PATIENT, asked -> {
            int id = asked.getHeader().getID();
            return List.of(
                    new byte[0],
                    new byte[] {1},
                    noise(id ^ 1, 3),
                    noise(id ^ 1, 60),
                    reply(id, NAME, Type.A, "127.0.0.2"));
        });

        assertThat(reply.getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void replyFromAnotherSenderIsDropped() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(Loopback.address(2), 0))) {
            AtomicReference<SocketAddress> client = new AtomicReference<>();
            Message reply = overUdp(PATIENT, client, asked -> {
                int id = asked.getHeader().getID();
                byte[] forged = reply(id, NAME, Type.A, "66.66.66.66");
                try {
                    other.send(new DatagramPacket(forged, forged.length, client.get()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                return List.of(reply(id, NAME, Type.A, "127.0.0.2"));
            });

            assertThat(reply.getSection(Section.ANSWER))
                    .map(Record::rdataToString)
                    .containsExactly("127.0.0.2");
        }
    }

    @Test
    void replyFromAnotherPortIsDropped() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(Loopback.address(1), 0))) {
            AtomicReference<SocketAddress> client = new AtomicReference<>();
            Message reply = overUdp(PATIENT, client, asked -> {
                int id = asked.getHeader().getID();
                send(other, reply(id, NAME, Type.A, "66.66.66.66"), client.get());
                return List.of(reply(id, NAME, Type.A, "127.0.0.2"));
            });

            assertThat(reply.getSection(Section.ANSWER))
                    .map(Record::rdataToString)
                    .containsExactly("127.0.0.2");
        }
    }

    private static void send(DatagramSocket from, byte[] bytes, SocketAddress to) {
        try {
            from.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void replyAfterTheEndOfItsQueryIsNotTheNextOnes() throws Exception {
        AtomicReference<SocketAddress> first = new AtomicReference<>();
        AtomicReference<Message> late = new AtomicReference<>();
        assertThatThrownBy(() -> overUdp(Duration.ofMillis(100), first, asked -> {
                    late.set(asked);
                    return List.of();
                }))
                .isInstanceOf(SocketTimeoutException.class);
        Message next = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
        next.getHeader().setID(late.get().getHeader().getID() ^ 1);
        byte[] forged = reply(late.get().getHeader().getID(), NAME, Type.A, "66.66.66.66");
        assertThat(SocketTransport.parseReply(forged, next))
                .as("it has another ID")
                .isEmpty();

        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(Loopback.address(1), 0))) {
            send(socket, forged, first.get());
            Message reply = overUdp(PATIENT, asked -> {
                send(socket, forged, first.get());
                return List.of(reply(asked.getHeader().getID(), NAME, Type.A, "127.0.0.2"));
            });

            assertThat(reply.getSection(Section.ANSWER))
                    .as("each query has a socket of its own")
                    .map(Record::rdataToString)
                    .containsExactly("127.0.0.2");
        }
    }

    @Test
    void queryIdsAndPortsAreUnpredictable() throws Exception {
        Set<Integer> ids = new HashSet<>();
        Set<Integer> ports = new LinkedHashSet<>();
        for (int i = 0; i < 32; i++) {
            AtomicReference<SocketAddress> client = new AtomicReference<>();
            Message each = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
            ids.add(each.getHeader().getID());
            overUdp(PATIENT, client, asked -> List.of(reply(asked.getHeader().getID(), NAME, Type.A, "127.0.0.2")));
            ports.add(((InetSocketAddress) client.get()).getPort());
        }

        assertThat(ids).as("of 65,536, at random").hasSizeGreaterThan(28);
        assertThat(ports).as("of some 28,000, at random").hasSizeGreaterThan(28);
        assertThat(steps(ports)).as("between one port and the next").hasSizeGreaterThan(16);
    }

    private static Set<Integer> steps(Set<Integer> ports) {
        List<Integer> list = List.copyOf(ports);
        return IntStream.range(1, list.size())
                .mapToObj(i -> list.get(i) - list.get(i - 1))
                .collect(Collectors.toSet());
    }

    private static byte[] noise(int id, int length) {
        byte[] noise = new byte[length];
        Arrays.fill(noise, (byte) 0xA5);
        noise[0] = (byte) (id >> 8);
        noise[1] = (byte) id;
        return noise;
    }

    @Test
    void slowTcpReplyIsReadAndTruncatedReplyFails() throws Exception {
        Function<Message, byte[]> right = asked -> reply(asked.getHeader().getID(), NAME, Type.A, "127.0.0.2");

        assertThat(overTcp(PATIENT, right, 0).getSection(Section.ANSWER)).hasSize(1);
        assertThatThrownBy(() -> overTcp(PATIENT, right, 7))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessage("an incomplete reply over TCP");
        assertThatThrownBy(() ->
                        overTcp(PATIENT, asked -> reply(1 ^ asked.getHeader().getID(), NAME, Type.A, "6.6.6.6"), 0))
                .as("a reply to another query is skipped, here up to the end of the connection")
                .hasMessage("an incomplete reply over TCP");
    }

    private Message overUdp(Duration timeout, Function<Message, List<byte[]>> replies) throws Exception {
        return overUdp(timeout, new AtomicReference<>(), replies);
    }

    private Message overUdp(
            Duration timeout, AtomicReference<SocketAddress> client, Function<Message, List<byte[]>> replies)
            throws Exception {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(Loopback.address(1), 0))) {
            CompletableFuture<Void> peer = CompletableFuture.runAsync(() -> {
                try {
                    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                    socket.receive(packet);
                    Message asked = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                    client.set(packet.getSocketAddress());
                    for (byte[] reply : replies.apply(asked)) {
                        socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            try {
                return transport.exchange(
                        (InetSocketAddress) socket.getLocalSocketAddress(), query, Protocol.UDP, timeout);
            } finally {
                peer.get(30, TimeUnit.SECONDS);
            }
        }
    }

    private Message overTcp(Duration timeout, Function<Message, byte[]> reply, int missing) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, Loopback.address(1))) {
            CompletableFuture<Void> peer = CompletableFuture.runAsync(() -> {
                try (Socket socket = listener.accept()) {
                    socket.setTcpNoDelay(true);
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    byte[] bytes = reply.apply(new Message(in.readNBytes(in.readUnsignedShort())));
                    socket.getOutputStream().write(bytes.length >> 8);
                    socket.getOutputStream().write(bytes.length);
                    for (int i = 0; i < bytes.length - missing; i++) {
                        socket.getOutputStream().write(bytes[i]);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            try {
                return transport.exchange(
                        (InetSocketAddress) listener.getLocalSocketAddress(), query, Protocol.TCP, timeout);
            } finally {
                peer.get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static byte[] reply(int id, Name name, int type, String address) {
        Message reply = new Message(id);
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
        try {
            reply.addRecord(Record.fromString(name, Type.A, DClass.IN, 60, address, Name.root), Section.ANSWER);
        } catch (IOException e) {
            throw new IllegalArgumentException(address, e);
        }
        return reply.toWire();
    }
}
