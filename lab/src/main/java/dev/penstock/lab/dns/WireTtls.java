package dev.penstock.lab.dns;

import java.nio.ByteBuffer;
import org.xbill.DNS.Type;

/** An editor of TTLs in an encoded message, for values that no library encodes. */
final class WireTtls {

    private static final int HEADER_BYTES = 12;
    private static final int COUNTS_OFFSET = 4;
    private static final int SECTIONS_AFTER_QUESTION = 3;
    private static final int POINTER = 0xC0;
    private static final int TYPE_AND_CLASS_BYTES = 4;

    private WireTtls() {}

    /** Sets the TTL of every record except EDNS options, which use that field for flags. */
    static byte[] set(byte[] message, int ttl) {
        ByteBuffer buffer = ByteBuffer.wrap(message);
        int records = 0;
        for (int section = 1; section <= SECTIONS_AFTER_QUESTION; section++) {
            records += buffer.getShort(COUNTS_OFFSET + 2 * section) & 0xFFFF;
        }
        int questions = buffer.getShort(COUNTS_OFFSET) & 0xFFFF;
        buffer.position(HEADER_BYTES);
        for (int i = 0; i < questions; i++) {
            skipName(buffer);
            skip(buffer, TYPE_AND_CLASS_BYTES);
        }
        for (int i = 0; i < records; i++) {
            skipName(buffer);
            int type = buffer.getShort() & 0xFFFF;
            skip(buffer, Short.BYTES);
            int position = buffer.position();
            if (type != Type.OPT) {
                buffer.putInt(position, ttl);
            }
            skip(buffer, Integer.BYTES);
            skip(buffer, buffer.getShort() & 0xFFFF);
        }
        return message;
    }

    private static void skipName(ByteBuffer buffer) {
        int length = buffer.get() & 0xFF;
        while (length > 0 && length < POINTER) {
            skip(buffer, length);
            length = buffer.get() & 0xFF;
        }
        if (length >= POINTER) {
            skip(buffer, 1);
        }
    }

    private static void skip(ByteBuffer buffer, int bytes) {
        buffer.position(buffer.position() + bytes);
    }
}
