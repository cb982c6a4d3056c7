package dev.penstock.backends.jdbc;

import dev.penstock.waits.text.ForeignText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * A socket factory that dials one address, whatever host name the driver has. Therefore TLS verifies the name, and the
 * socket goes to the address that discovery found. Thread-safe.
 *
 * <p>The driver creates the factory by its class name and one argument: {@code ADDRESS:PORT,MILLIS}; the last part is
 * the connect timeout in milliseconds. Every socket is returned connected, so that the driver neither looks up the name
 * nor dials.
 */
public final class FixedAddressSocketFactory extends SocketFactory {
    private final InetSocketAddress address;
    private final int timeoutMillis;

    /**
     * Creates a factory.
     *
     * @param argument the text that {@link #argument} returns
     * @throws IllegalArgumentException if it is not of that form
     */
    public FixedAddressSocketFactory(String argument) {
        int comma = argument.lastIndexOf(',');
        int colon = argument.lastIndexOf(':', Math.max(comma, 0));
        if (comma < 0 || colon < 0) {
            throw new IllegalArgumentException("'" + argument + "' is not of the form ADDRESS:PORT,MILLIS");
        }
        String host = argument.substring(0, colon);
        this.address = new InetSocketAddress(host, Integer.parseInt(argument.substring(colon + 1, comma)));
        this.timeoutMillis = Integer.parseInt(argument.substring(comma + 1));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("'" + host + "' is not an IP address");
        }
    }

    /** The argument by which the driver creates a factory for {@code address}. */
    static String argument(InetSocketAddress address, int timeoutMillis) {
        return address.getAddress().getHostAddress() + ":" + address.getPort() + "," + timeoutMillis;
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new SessionSocket();
        try {
            socket.setTcpNoDelay(true);
            TcpKeepAlive.applyTo(socket);
            socket.connect(address, timeoutMillis);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "cannot connect to " + address.getAddress().getHostAddress() + ":" + address.getPort() + ": "
                            + ForeignText.message(e),
                    e);
        }
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
