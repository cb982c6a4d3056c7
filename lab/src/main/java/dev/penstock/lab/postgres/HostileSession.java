package dev.penstock.lab.postgres;

import dev.penstock.lab.postgres.HostileServer.Stage;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One session of a {@link HostileServer} (Frontend/Backend Protocol, "Message Flow"). Used by its own thread. An end of
 * the client's stream ends it.
 */
final class HostileSession {
    private static final int TLS_REQUEST = 80_877_103;
    private static final int GSS_REQUEST = 80_877_104;
    private static final int CANCEL_REQUEST = 80_877_102;
    private static final int HEADER_BYTES = 8;
    private static final int LENGTH_BYTES = 4;

    private final HostileServer server;
    private final Socket client;
    private final DataInputStream in;
    private final OutputStream out;
    private final Map<String, String> statements = new HashMap<>();
    private final Map<String, String> portals = new HashMap<>();
    private Stage stage = Stage.TLS_ANSWER;
    private String password = "";
    private char transaction = 'I';

    HostileSession(HostileServer server, Socket client) throws IOException {
        this.server = server;
        this.client = client;
        this.in = new DataInputStream(client.getInputStream());
        this.out = client.getOutputStream();
    }

    /** The point at which the session is. */
    Stage stage() {
        return stage;
    }

    /** The password that the client sent; empty before that. */
    String password() {
        return password;
    }

    /** Sends a byte that the client does not see. */
    void writeUrgent() throws IOException {
        client.sendUrgentData(0);
    }

    void write(PgMessage message) throws IOException {
        write(message.bytes());
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Reads until the client closes its side. */
    void awaitEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    /** Serves the client until one of both hangs up. */
    void run() throws IOException {
        if (!start() || attacked(Stage.STARTUP)) {
            return;
        }
        write(PgMessage.of('R').number32(3));
        in.readByte();
        password = text(in.readNBytes(in.readInt() - LENGTH_BYTES), 0);
        if (attacked(Stage.AUTHENTICATION)) {
            return;
        }
        write(PgMessage.of('R').number32(0));
        for (String parameter : new String[] {
            "server_version=16.0",
            "client_encoding=UTF8",
            "standard_conforming_strings=on",
            "DateStyle=ISO, MDY",
            "TimeZone=UTC",
            "integer_datetimes=on"
        }) {
            int equals = parameter.indexOf('=');
            write(PgMessage.of('S').text(parameter.substring(0, equals)).text(parameter.substring(equals + 1)));
        }
        write(PgMessage.of('K').number32(1).number32(2));
        if (!attacked(Stage.SESSION_START)) {
            ready();
            stage = Stage.QUERY_ANSWER;
            boolean more = true;
            while (more) {
                more = serve((char) in.readByte());
            }
        }
    }

    /** Answers requests for encryption. Returns whether the client wants a session. */
    private boolean start() throws IOException {
        while (true) {
            int length = in.readInt();
            int code = in.readInt();
            if (code != TLS_REQUEST && code != GSS_REQUEST) {
                in.readNBytes(length - HEADER_BYTES);
                return code != CANCEL_REQUEST;
            }
            if (attacked(Stage.TLS_ANSWER)) {
                return false;
            }
            write(new byte[] {'N'});
        }
    }

    private boolean attacked(Stage now) throws IOException {
        return attacked(now, "");
    }

    private boolean attacked(Stage now, String sql) throws IOException {
        stage = now;
        return server.attack(this, sql);
    }

    /** Serves one message. Returns whether the session goes on. */
    private boolean serve(char type) throws IOException {
        byte[] body = in.readNBytes(in.readInt() - LENGTH_BYTES);
        switch (type) {
            case 'Q' -> {
                return execute(text(body, 0), true) && ready();
            }
            case 'E' -> {
                return execute(portals.getOrDefault(text(body, 0), ""), false);
            }
            case 'P' -> parse(body);
            case 'B' -> bind(body);
            case 'D' -> describe((char) body[0], text(body, 1));
            case 'C' -> write(PgMessage.of('3'));
            case 'S' -> ready();
            case 'c' -> write(PgMessage.of('C').text("COPY 0"));
            default -> {
                return type != 'X';
            }
        }
        return true;
    }

    private void parse(byte[] body) throws IOException {
        String name = text(body, 0);
        statements.put(name, text(body, name.length() + 1));
        write(PgMessage.of('1'));
    }

    private void bind(byte[] body) throws IOException {
        String portal = text(body, 0);
        portals.put(portal, statements.getOrDefault(text(body, portal.length() + 1), ""));
        write(PgMessage.of('2'));
    }

    private boolean ready() throws IOException {
        write(PgMessage.of('Z').letter(transaction));
        return true;
    }

    private void describe(char kind, String name) throws IOException {
        String sql = (kind == 'S' ? statements : portals).getOrDefault(name, "");
        if (kind == 'S') {
            write(PgMessage.of('t').number16(0));
        }
        String[] row = rowOf(sql);
        write(row.length == 0 ? PgMessage.of('n') : PgMessage.columns(row));
    }

    /** Answers a statement. Returns false if that was an attack. */
    private boolean execute(String sql, boolean describes) throws IOException {
        if (attacked(Stage.QUERY_ANSWER, sql)) {
            return false;
        }
        String verb = verbOf(sql);
        String[] row = rowOf(sql);
        if (verb.equals("COPY")) {
            return copy(sql);
        }
        if (row.length > 0) {
            if (describes) {
                write(PgMessage.columns(row));
            }
            write(PgMessage.row(row));
        }
        if (verb.equals("BEGIN")) {
            transaction = 'T';
        } else if (verb.equals("COMMIT") || verb.equals("ROLLBACK")) {
            transaction = 'I';
        }
        write(verb.isEmpty() ? PgMessage.of('I') : PgMessage.of('C').text(row.length > 0 ? verb + " 1" : verb));
        return true;
    }

    private boolean copy(String sql) throws IOException {
        boolean fromClient = sql.contains("STDIN");
        write(PgMessage.of(fromClient ? 'G' : 'H').letter('\0').number16(1).number16(0));
        if (attacked(Stage.COPY, sql)) {
            return false;
        }
        stage = Stage.QUERY_ANSWER;
        if (fromClient) {
            return true;
        }
        write(PgMessage.of('c'));
        write(PgMessage.of('C').text("COPY 0"));
        return true;
    }

    private static String verbOf(String sql) {
        String trimmed = sql.trim();
        int end = trimmed.indexOf(' ');
        return (end < 0 ? trimmed : trimmed.substring(0, end)).toUpperCase(Locale.ROOT);
    }

    /** The one row of the answer; empty for a statement without rows. */
    private static String[] rowOf(String sql) {
        String verb = verbOf(sql);
        if (sql.contains("pg_is_in_recovery")) {
            return new String[] {"f", "00000001", "7000000000000000001"};
        }
        return verb.equals("SELECT") || verb.equals("SHOW") ? new String[] {"off"} : new String[0];
    }

    private static String text(byte[] bytes, int from) throws EOFException {
        int end = from;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        if (end == bytes.length) {
            throw new EOFException("a text without an end");
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
