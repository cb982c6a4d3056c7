package dev.penstock.discovery.dns.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * A transport over blocking sockets. Each query has a socket of its own and therefore a new random port. Thread-safe.
 *
 * <p>A UDP socket is connected: the kernel drops datagrams of other senders and reports an unreachable port at once.
 * Each reply is still checked against the query (RFC 5452). A reply with another ID or to another question is skipped,
 * and the wait goes on, because a forged reply must not end a query. Malformed bytes with the right ID end the query:
 * they come from the server.
 */
public final class SocketTransport implements DnsTransport {
    /** The size limit of a UDP reply, in bytes; a larger reply comes by TCP (DNS flag day 2020). */
    public static final int UDP_PAYLOAD = 1232;

    private static final int MAX_UDP_BYTES = 65_535;
    private static final int HEADER_BYTES = 12;

    /** Creates a transport; opens nothing. */
    public SocketTransport() {}

    @Override
    public Message exchange(InetSocketAddress server, Message query, Protocol protocol, Duration timeout)
            throws IOException {
        long endNanos = System.nanoTime() + timeout.toNanos();
        return protocol == Protocol.UDP ? udp(server, query, endNanos) : tcp(server, query, endNanos);
    }

    private static Message udp(InetSocketAddress server, Message query, long endNanos) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            byte[] request = query.toWire();
            socket.send(new DatagramPacket(request, request.length));
            DatagramPacket packet = new DatagramPacket(new byte[MAX_UDP_BYTES], MAX_UDP_BYTES);
            while (true) {
                packet.setLength(MAX_UDP_BYTES);
                socket.setSoTimeout(millisUntil(endNanos));
                socket.receive(packet);
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                Optional<Message> reply = parseReply(bytes, query);
                if (reply.isPresent()) {
                    return reply.get();
                }
            }
        }
    }

    private static Message tcp(InetSocketAddress server, Message query, long endNanos) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, millisUntil(endNanos));
            socket.setTcpNoDelay(true);
            byte[] request = query.toWire(Message.MAXLENGTH);
            byte[] framed = ByteBuffer.allocate(2 + request.length)
                    .putShort((short) request.length)
                    .put(request)
                    .array();
            socket.getOutputStream().write(framed);
            return readReply(new TimedInput(socket, endNanos), query);
        }
    }

    /**
     * Reads the reply to a query from a TCP stream, in which each message follows its length.
     *
     * @throws MalformedReplyException if the reply is malformed, or if the stream ends before it
     */
    public static Message readReply(InputStream in, Message query) throws IOException {
        while (true) {
            byte[] length = readFully(in, 2);
            byte[] bytes = readFully(in, ByteBuffer.wrap(length).getShort() & 0xFFFF);
            Optional<Message> reply = parseReply(bytes, query);
            if (reply.isPresent()) {
                return reply.get();
            }
        }
    }

    private static byte[] readFully(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new MalformedReplyException("an incomplete reply over TCP", null);
        }
        return bytes;
    }

    /** The input of a socket with one deadline for all reads together. */
    private static final class TimedInput extends InputStream {
        private final Socket socket;
        private final long endNanos;

        TimedInput(Socket socket, long endNanos) {
            this.socket = socket;
            this.endNanos = endNanos;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            socket.setSoTimeout(millisUntil(endNanos));
            return socket.getInputStream().read(bytes, offset, length);
        }
    }

    /**
     * Parses a reply; empty if the bytes do not belong to the query.
     *
     * @throws MalformedReplyException if the bytes have the ID of the query and are malformed
     */
    public static Optional<Message> parseReply(byte[] bytes, Message query) throws MalformedReplyException {
        if (bytes.length < 2
                || (ByteBuffer.wrap(bytes).getShort() & 0xFFFF)
                        != query.getHeader().getID()) {
            return Optional.empty();
        }
        Message reply = read(bytes);
        return answers(reply, query) ? Optional.of(reply) : Optional.empty();
    }

    private static Message read(byte[] bytes) throws MalformedReplyException {
        if (bytes.length < HEADER_BYTES) {
            throw new MalformedReplyException("a reply of " + bytes.length + " bytes", null);
        }
        try {
            return new Message(bytes);
        } catch (IOException | RuntimeException e) {
            throw new MalformedReplyException("a malformed reply", e);
        }
    }

    private static boolean answers(Message reply, Message query) {
        if (!reply.getHeader().getFlag(Flags.QR) || reply.getHeader().getOpcode() != Opcode.QUERY) {
            return false;
        }
        Record asked = query.getQuestion();
        Record answered = reply.getQuestion();
        // A server that refuses a query need not repeat the question.
        return answered == null
                ? reply.getRcode() != Rcode.NOERROR && reply.getRcode() != Rcode.NXDOMAIN
                : answered.getName().equals(asked.getName())
                        && answered.getType() == asked.getType()
                        && answered.getDClass() == asked.getDClass();
    }

    /** Returns the time left, rounded up because 0 means no limit. Throws if no time is left. */
    private static int millisUntil(long endNanos) throws SocketTimeoutException {
        long left = endNanos - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int)
                Math.min(Integer.MAX_VALUE, Duration.ofNanos(left + 999_999).toMillis());
    }
}
