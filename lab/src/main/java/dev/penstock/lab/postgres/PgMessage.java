package dev.penstock.lab.postgres;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message of PostgreSQL's protocol in the making (Frontend/Backend Protocol, "Message Formats"). Used by one thread.
 */
final class PgMessage {
    private static final int LENGTH_BYTES = 4;
    private static final int TEXT_OID = 25;

    private final char type;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int claimedLength;
    private boolean hasLength;

    private PgMessage(char type) {
        this.type = type;
    }

    static PgMessage of(char type) {
        return new PgMessage(type);
    }

    /** The description of rows with these text columns. */
    static PgMessage columns(String... names) {
        PgMessage message = of('T').number16(names.length);
        for (String name : names) {
            message.text(name)
                    .number32(0)
                    .number16(0)
                    .number32(TEXT_OID)
                    .number16(-1)
                    .number32(-1)
                    .number16(0);
        }
        return message;
    }

    /** A row of texts. */
    static PgMessage row(String... values) {
        PgMessage message = of('D').number16(values.length);
        for (String value : values) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            message.number32(bytes.length).body.writeBytes(bytes);
        }
        return message;
    }

    PgMessage number16(int number) {
        body.write(number >> 8);
        body.write(number);
        return this;
    }

    PgMessage number32(int number) {
        number16(number >> 16);
        return number16(number);
    }

    /** A text with its terminating zero. */
    PgMessage text(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        body.write(0);
        return this;
    }

    /** A field of an error or a notice. */
    PgMessage field(char code, String text) {
        body.write(code);
        return text(text);
    }

    /** The end of the fields, or a single byte. */
    PgMessage end() {
        body.write(0);
        return this;
    }

    PgMessage letter(char letter) {
        body.write(letter);
        return this;
    }

    /** Claims another length than the message has. */
    PgMessage withLength(int claimed) {
        hasLength = true;
        claimedLength = claimed;
        return this;
    }

    byte[] bytes() {
        int length = hasLength ? claimedLength : body.size() + LENGTH_BYTES;
        ByteArrayOutputStream all = new ByteArrayOutputStream(body.size() + 1 + LENGTH_BYTES);
        all.write(type);
        for (int shift = 24; shift >= 0; shift -= 8) {
            all.write(length >> shift);
        }
        all.writeBytes(body.toByteArray());
        return all.toByteArray();
    }
}
