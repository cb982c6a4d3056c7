package dev.penstock.backends.jdbc;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;

/**
 * TCP keepalive that finds a peer which is gone within half a minute, and not in two hours as operating systems have
 * it: asked after ten idle seconds, then every five, four times in vain.
 */
final class TcpKeepAlive {
    private static final Map<String, Integer> TIMES =
            Map.of("TCP_KEEPIDLE", 10, "TCP_KEEPINTERVAL", 5, "TCP_KEEPCOUNT", 4);

    private TcpKeepAlive() {}

    /** The times are options of the JDK's own, which not each platform has: known by name, they need no module. */
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
