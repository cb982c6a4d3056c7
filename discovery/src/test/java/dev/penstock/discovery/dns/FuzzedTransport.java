package dev.penstock.discovery.dns;

import dev.penstock.discovery.dns.transport.DnsTransport;
import dev.penstock.discovery.dns.transport.SocketTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/**
 * Name servers that send the bytes of an input: after a first byte of choices, for each query one byte of flags, two of
 * length, and so many. When they are at an end, the servers are silent. Not thread-safe.
 */
final class FuzzedTransport implements DnsTransport {
    private static final int HEADER_BYTES = 12;
    private static final int FRAME_BYTES = 3;
    /** With the ID of the query, so that not only guessed ones are read. */
    private static final int ITS_ID = 1;
    /** The bytes follow a header with the question of the query. */
    private static final int ITS_QUESTION = 2;

    private static final int SILENT = 4;

    private final ByteBuffer data;
    private final int choices;

    FuzzedTransport(byte[] bytes) {
        data = ByteBuffer.wrap(bytes);
        choices = data.hasRemaining() ? data.get() & 0xFF : 0;
    }

    /** What else the input decides: 8 bits. */
    int choices() {
        return choices;
    }

    @Override
    public Message exchange(InetSocketAddress server, Message query, Protocol protocol, Duration timeout)
            throws IOException {
        if (data.remaining() < FRAME_BYTES) {
            throw new SocketTimeoutException("no more bytes");
        }
        int flags = data.get();
        byte[] bytes = new byte[Math.min(data.getShort() & 0xFFFF, data.remaining())];
        data.get(bytes);
        if ((flags & SILENT) != 0) {
            throw new SocketTimeoutException("silent");
        }
        byte[] reply = (flags & ITS_QUESTION) == 0 ? bytes : withQuestion(query, bytes);
        if ((flags & (ITS_ID | ITS_QUESTION)) != 0 && reply.length >= 2) {
            ByteBuffer.wrap(reply).putShort((short) query.getHeader().getID());
        }
        if (protocol == Protocol.TCP) {
            byte[] framed = ByteBuffer.allocate(2 + reply.length)
                    .putShort((short) reply.length)
                    .put(reply)
                    .array();
            return SocketTransport.readReply(new ByteArrayInputStream(framed), query);
        }
        return SocketTransport.parseReply(reply, query)
                .orElseThrow(() -> new SocketTimeoutException("nothing that belongs to the query"));
    }

    /** The header from the bytes, but for one question, which is the query's; then the rest of them. */
    private static byte[] withQuestion(Message query, byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            return bytes;
        }
        Message asked = new Message();
        asked.addRecord(query.getQuestion(), Section.QUESTION);
        byte[] question = asked.toWire();
        ByteBuffer reply = ByteBuffer.allocate(bytes.length + question.length - HEADER_BYTES);
        reply.put(bytes, 0, HEADER_BYTES);
        reply.put(question, HEADER_BYTES, question.length - HEADER_BYTES);
        reply.put(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
        reply.putShort(4, (short) 1);
        return reply.array();
    }
}
