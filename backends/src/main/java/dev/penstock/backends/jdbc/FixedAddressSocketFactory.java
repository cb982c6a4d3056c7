package dev.penstock.backends.jdbc;

import dev.penstock.backends.sockets.DialledSockets;
import dev.penstock.waits.text.ForeignText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * A socket factory that dials one address, whatever host name the driver has. Therefore TLS verifies the name, and the
 * socket goes to the address that discovery found. Thread-safe.
 *
 * <p>The driver creates the factory by its class name and one argument: {@code ADDRESS:PORT,MILLIS}, {@code
 * ADDRESS:PORT,MILLIS,LOCAL} or {@code ADDRESS:PORT,MILLIS,LOCAL,ATTEMPT}. The second part is the connect timeout in
 * milliseconds. The third is the local address of the socket, which a driver could not choose any more; empty for none.
 * The last is the {@link DialledSockets#id} of the attempt that gets the sockets. Every socket is returned connected.
 * Therefore the driver neither looks up the name nor dials.
 */
public final class FixedAddressSocketFactory extends SocketFactory {
    private static final int LOCAL = 2;
    private static final int ATTEMPT = 3;

    private final InetSocketAddress address;
    private final int timeoutMillis;
    private final Optional<DialledSockets> attempt;
    private final Optional<String> local;

    /**
     * Creates a factory.
     *
     * @param argument the text that {@link #argument} returns
     * @throws IllegalArgumentException if it is not of that form, or if the attempt has ended
     */
    public FixedAddressSocketFactory(String argument) {
        String[] parts = argument.split(",", ATTEMPT + 1);
        int colon = parts[0].lastIndexOf(':');
        if (parts.length < LOCAL || colon < 0) {
            throw new IllegalArgumentException(
                    "'" + argument + "' is not of the form ADDRESS:PORT,MILLIS[,LOCAL[,ATTEMPT]]");
        }
        String host = parts[0].substring(0, colon);
        this.address = new InetSocketAddress(host, Integer.parseInt(parts[0].substring(colon + 1)));
        this.timeoutMillis = Integer.parseInt(parts[1]);
        this.local = part(parts, LOCAL);
        this.attempt = part(parts, ATTEMPT).flatMap(DialledSockets::find);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("'" + host + "' is not an IP address");
        }
    }

    private static Optional<String> part(String[] parts, int index) {
        return index < parts.length ? Optional.of(parts[index]).filter(text -> !text.isEmpty()) : Optional.empty();
    }

    /** The argument by which the driver creates a factory for {@code address}, for the attempt of this thread. */
    static String argument(InetSocketAddress address, int timeoutMillis) {
        return argument(address, timeoutMillis, Optional.empty());
    }

    /** As {@link #argument(InetSocketAddress, int)}, with the local address or host name of the socket. */
    static String argument(InetSocketAddress address, int timeoutMillis, Optional<String> local) {
        String dialled = address.getAddress().getHostAddress() + ":" + address.getPort() + "," + timeoutMillis;
        Optional<String> attempt = DialledSockets.current().map(DialledSockets::id);
        boolean more = local.isPresent() || attempt.isPresent();
        return dialled
                + (more ? "," + local.orElse("") : "")
                + attempt.map(id -> "," + id).orElse("");
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = SessionSocket.of(attempt);
        try {
            socket.setTcpNoDelay(true);
            TcpKeepAlive.applyTo(socket);
            if (local.isPresent()) {
                socket.bind(new InetSocketAddress(local.get(), 0));
            }
            socket.connect(address, timeoutMillis);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw explained(e);
        }
    }

    /** An exception of the same kind, which has the address: drivers tell a refusal from other failures. */
    private IOException explained(IOException failure) {
        String text = "cannot connect to " + address.getAddress().getHostAddress() + ":" + address.getPort() + ": "
                + ForeignText.message(failure);
        if (failure instanceof ConnectException) {
            ConnectException refusal = new ConnectException(text);
            refusal.initCause(failure);
            return refusal;
        }
        return new IOException(text, failure);
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
