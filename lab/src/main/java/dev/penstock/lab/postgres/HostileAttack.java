package dev.penstock.lab.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The ways in which a {@link HostileServer} attacks its client. */
public enum HostileAttack {
    /** Accepts and says nothing. */
    HANG(session -> session.awaitEnd()),
    /** Does not even read. */
    DEAF(session -> beDeaf(session)),
    /** Announces a long message and sends a byte of it now and then. */
    DRIP_OF_BYTES(session -> drip(session)),
    /** Sends a whole notice now and then, and never the answer. */
    DRIP_OF_NOTICES(session -> repeat(session, notice("wait"), 1)),
    /** Sends notices without end. */
    FLOOD_OF_NOTICES(session -> repeat(session, notice("flood"), Constants.FLOOD)),
    /** Sends changes of parameters without end. */
    FLOOD_OF_PARAMETERS(
            session -> repeat(session, PgMessage.of('S').text("TimeZone").text("UTC"), Constants.FLOOD)),
    /** Sends rows without end. */
    FLOOD_OF_ROWS(session -> {
        session.write(PgMessage.columns("value"));
        repeat(session, PgMessage.row("1"), Constants.FLOOD);
    }),
    /** An error whose text is 100,000 blanks, with a word at its end. */
    BLANKS(session -> session.write(error(" ".repeat(100_000) + "x"))),
    /** An error that forges a log line, turns the direction of writing, and repeats the password. */
    FORGED_LINES(session -> session.write(error("x\r\n2026-01-01 INFO forged\u2028forged\u202eforged\u0000\u001b[2J"
            + " password=" + session.password() + " url=jdbc:postgresql://app:" + session.password() + "@db/x"))),
    /** An error of 20 MB, which repeats the password at its begin and its end. */
    HUGE_TEXT(session -> session.write(error(session.password() + "y".repeat(Constants.HUGE) + session.password()))),
    /** A message whose length is less than that of its own length field. */
    SHORT_LENGTH(session -> session.write(PgMessage.of('E').withLength(1))),
    /** A message of a negative length. */
    NEGATIVE_LENGTH(session -> session.write(PgMessage.of('E').withLength(-5))),
    /** A message of 2 GiB. */
    ENDLESS_LENGTH(session -> {
        session.write(PgMessage.of('E').withLength(Integer.MAX_VALUE));
        session.awaitEnd();
    }),
    /** A row with more columns than it has bytes. */
    WRONG_COLUMNS(session -> session.write(PgMessage.of('D').number16(32_000).number32(-7))),
    /** Hangs up in the middle of a message. */
    HALF_MESSAGE(session -> session.write(PgMessage.of('E').text("half").withLength(100))),
    /** Bytes of another protocol. */
    NOISE(session -> session.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));

    private final Script script;

    HostileAttack(Script script) {
        this.script = script;
    }

    @FunctionalInterface
    private interface Script {
        void run(HostileSession session) throws IOException;
    }

    private static final class Constants {
        /** The messages that a flood sends in a millisecond: enough to keep the client busy, and not its collector. */
        static final int FLOOD = 10;

        static final int HUGE = 20_000_000;
    }

    /** Whether the server sends without end, and hangs otherwise or hangs up. */
    public boolean neverEnds() {
        return compareTo(FLOOD_OF_ROWS) <= 0 || this == ENDLESS_LENGTH;
    }

    /** Attacks. Then the connection is closed, unless the client does that before. */
    void run(HostileSession session) throws IOException {
        script.run(session);
    }

    private static PgMessage notice(String text) {
        return PgMessage.of('N')
                .field('S', "NOTICE")
                .field('C', "00000")
                .field('M', text)
                .end();
    }

    private static PgMessage error(String text) {
        return PgMessage.of('E')
                .field('S', "FATAL")
                .field('C', "57P03")
                .field('M', text)
                .end();
    }

    /** The first byte is the answer to a request for TLS, if the client waits for that. */
    private static void drip(HostileSession session) throws IOException {
        if (session.stage() == HostileServer.Stage.TLS_ANSWER) {
            session.write(new byte[] {'S', 0x16, 3, 3, 0x3f, 0x00});
        } else {
            session.write(PgMessage.of('E').withLength(20_000));
        }
        while (true) {
            session.write(new byte[] {'S'});
            pause(20);
        }
    }

    private static void repeat(HostileSession session, PgMessage message, int times) throws IOException {
        byte[] bytes = message.bytes();
        while (true) {
            for (int i = 0; i < times; i++) {
                session.write(bytes);
            }
            pause(times > 1 ? 1 : 20);
        }
    }

    /** A client ignores urgent data. Sending some fails once the client has closed its socket. */
    private static void beDeaf(HostileSession session) throws IOException {
        while (true) {
            session.writeUrgent();
            pause(20);
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
