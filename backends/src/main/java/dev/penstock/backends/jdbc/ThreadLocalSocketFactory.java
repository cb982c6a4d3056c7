package dev.penstock.backends.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * A socket factory for drivers that create it by its class name, without an argument. It dials the address that the
 * same thread set last, once, whatever host name the driver has. Thread-safe.
 */
public final class ThreadLocalSocketFactory extends SocketFactory {
    private static final ThreadLocal<FixedAddressSocketFactory> NEXT = new ThreadLocal<>();

    /** Creates a factory; called by the driver. */
    public ThreadLocalSocketFactory() {}

    /** Sets the address of the next socket that a driver creates on this thread. */
    static void setNext(InetSocketAddress address, int timeoutMillis) {
        NEXT.set(new FixedAddressSocketFactory(FixedAddressSocketFactory.argument(address, timeoutMillis)));
    }

    @Override
    public Socket createSocket() throws IOException {
        FixedAddressSocketFactory factory = NEXT.get();
        NEXT.remove();
        if (factory == null) {
            throw new IOException("no address was set on this thread; this socket factory is for Penstock only");
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
