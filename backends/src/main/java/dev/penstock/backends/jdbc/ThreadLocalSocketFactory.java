package dev.penstock.backends.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * A socket factory for drivers that make it by its name alone: it dials the address that was named last on the same
 * thread, once, whatever name the driver was given.
 */
public final class ThreadLocalSocketFactory extends SocketFactory {
    private static final ThreadLocal<FixedAddressSocketFactory> NEXT = new ThreadLocal<>();

    /** Creates a factory; called by the driver. */
    public ThreadLocalSocketFactory() {}

    /** The next socket that a driver makes on this thread goes to {@code address}. */
    static void next(InetSocketAddress address, int timeoutMillis) {
        NEXT.set(new FixedAddressSocketFactory(FixedAddressSocketFactory.argument(address, timeoutMillis)));
    }

    @Override
    public Socket createSocket() throws IOException {
        FixedAddressSocketFactory factory = NEXT.get();
        NEXT.remove();
        if (factory == null) {
            throw new IOException("nobody said where to connect to; this factory is for Penstock alone");
        }
        return factory.createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) throws IOException {
        return createSocket();
    }
}
