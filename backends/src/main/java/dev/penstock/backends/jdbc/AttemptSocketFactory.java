package dev.penstock.backends.jdbc;

import dev.penstock.backends.sockets.DialledSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * A socket factory for drivers that create it by its class name and dial by themselves. Its sockets belong to the
 * attempt under way on the same thread, so that the pool can close them. Thread-safe.
 */
public final class AttemptSocketFactory extends SocketFactory {
    /** Creates a factory; called by the driver. */
    public AttemptSocketFactory() {}

    @Override
    public Socket createSocket() throws IOException {
        return SessionSocket.of(DialledSockets.current());
    }

    private static Socket connect(InetSocketAddress server, InetSocketAddress local) throws IOException {
        Socket socket = SessionSocket.of(DialledSockets.current());
        try {
            socket.bind(local);
            socket.connect(server);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connect(new InetSocketAddress(host, port), new InetSocketAddress(0));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connect(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connect(new InetSocketAddress(host, port), new InetSocketAddress(0));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) throws IOException {
        return connect(new InetSocketAddress(host, port), new InetSocketAddress(localAddress, localPort));
    }
}
