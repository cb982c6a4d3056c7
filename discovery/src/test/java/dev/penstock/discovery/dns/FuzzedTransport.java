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
 * A transport whose name servers send the bytes of an input. Not thread-safe.
 *
 * <p>The first byte has the choices of the test. Then each query takes one byte of flags, two bytes of length, and that
 * number of bytes. After the end of the input the servers are silent.
 */
final class FuzzedTransport implements DnsTransport {
    private static final int HEADER_BYTES = 12;
    private static final int FRAME_BYTES = 3;
    /** The reply gets the ID of the query, because a random ID rarely matches. */
    private static final int ITS_ID = 1;
    /** The reply starts with a header and the question of the query; the bytes follow. */
    private static final int ITS_QUESTION = 2;

    private static final int SILENT = 4;

    private final ByteBuffer data;
    private final int choices;

    FuzzedTransport(byte[] bytes) {
        data = ByteBuffer.wrap(bytes);
        choices = data.hasRemaining() ? data.get() & 0xFF : 0;
    }

    /** Returns the 8 choices of the test. */
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

    /** Builds a reply: the header from the bytes, the question of the query, then the other bytes. */
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
