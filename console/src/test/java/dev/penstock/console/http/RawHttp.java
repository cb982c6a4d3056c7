package dev.penstock.console.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Speaks HTTP byte by byte, as an attacker does. */
final class RawHttp {
    private static final int LIMIT_MILLIS = 20_000;

    private RawHttp() {}

    static Socket connect(Console console) throws IOException {
        Socket socket =
                new Socket(console.address().getAddress(), console.address().getPort());
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** All that the console sends until it closes the connection. */
    static String rest(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException reset) {
            return "";
        }
    }

    /** The answer to a request; the text is empty if the console closes the connection without one. */
    static String ask(Console console, String request) throws IOException {
        try (Socket socket = connect(console)) {
            send(socket, request);
            return rest(socket);
        }
    }

    /** A GET with a right Host, and further lines of the head. */
    static String get(Console console, String target, String... lines) throws IOException {
        return ask(console, head("GET", target, "Host: localhost", lines));
    }

    static String head(String method, String target, String host, String... lines) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        head.append(host.isEmpty() ? "" : host + "\r\n").append("Connection: close\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    static String sql(Console console, String query) throws IOException {
        byte[] bytes = query.getBytes(StandardCharsets.UTF_8);
        return ask(console, head("POST", "/sql", "Host: localhost", "Content-Length: " + bytes.length) + query);
    }

    /** The status of an answer; 0 if there is none. */
    static int status(String answer) {
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }
}
