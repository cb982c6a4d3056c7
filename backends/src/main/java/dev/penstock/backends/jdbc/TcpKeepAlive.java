package dev.penstock.backends.jdbc;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;

/**
 * TCP keepalive settings that detect a dead peer within 30 s: the first probe after 10 s without traffic, then one
 * every 5 s; after 4 unanswered probes the connection ends. Operating systems take two hours by default.
 */
final class TcpKeepAlive {
    private static final Map<String, Integer> TIMES =
            Map.of("TCP_KEEPIDLE", 10, "TCP_KEEPINTERVAL", 5, "TCP_KEEPCOUNT", 4);

    private TcpKeepAlive() {}

    /**
     * Applies the settings, except those that the platform lacks. The options are found by name, because they belong to
     * an optional module of the JDK.
     */
    static void applyTo(Socket socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        for (SocketOption<?> option : socket.supportedOptions()) {
            Integer time = TIMES.get(option.name());
            if (time != null && option.type() == Integer.class) {
                set(socket, option, time);
            }
        }
    }

    private static <T> void set(Socket socket, SocketOption<T> option, Integer time) throws IOException {
        socket.setOption(option, option.type().cast(time));
    }
}
