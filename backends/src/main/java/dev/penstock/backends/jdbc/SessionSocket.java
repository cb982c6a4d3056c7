package dev.penstock.backends.jdbc;

import dev.penstock.backends.sockets.DialledSockets;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A socket that can wait, when it is closed, until the server has ended the session.
 *
 * <p>A driver sends its goodbye and closes the socket at once. Until the server has read the goodbye, it counts the old
 * session and its replacement. A server that has ended a session closes its side of the connection.
 */
final class SessionSocket extends Socket {
    /** The longest wait for the server. */
    static final Duration LIMIT = Duration.ofMillis(500);

    private static final int BUFFER_BYTES = 1024;

    private static final ThreadLocal<Boolean> WAITING = ThreadLocal.withInitial(() -> false);
    /** Whether the server has not ended the session in time. */
    private static final ThreadLocal<Boolean> LATE = ThreadLocal.withInitial(() -> false);

    private final Optional<DialledSockets> attempt;

    private SessionSocket(Optional<DialledSockets> attempt) {
        this.attempt = attempt;
    }

    /**
     * A socket that is not connected yet. It belongs to the attempt, which can close it from now on.
     *
     * @param attempt the attempt that dials; empty if none is known
     * @throws SocketException if the attempt is over
     */
    static SessionSocket of(Optional<DialledSockets> attempt) throws SocketException {
        SessionSocket socket = new SessionSocket(attempt);
        if (attempt.isPresent()) {
            attempt.get().add(socket);
        }
        return socket;
    }

    /**
     * Closes a connection. If the driver closes the socket on the calling thread, waits until the server has closed its
     * side, at most {@link #LIMIT}.
     *
     * @throws SQLTimeoutException if the connection is closed, and the server has not ended the session in time
     * @throws SQLException if the driver could not close it
     */
    static void closeBoth(Connection connection) throws SQLException {
        WAITING.set(true);
        try {
            connection.close();
            if (LATE.get()) {
                throw new SQLTimeoutException(
                        "the server has not ended the session within " + LIMIT.toMillis() + " ms", "08000");
            }
        } finally {
            WAITING.remove();
            LATE.remove();
        }
    }

    /** Accepts the local address that the socket has already: a driver binds a socket that is connected, too. */
    @Override
    public void bind(@Nullable SocketAddress local) throws IOException {
        boolean has = isBound()
                && local instanceof InetSocketAddress asked
                && asked.getPort() == 0
                && getLocalAddress().equals(asked.getAddress());
        if (!has) {
            super.bind(local);
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new EndingStream(super.getInputStream());
    }

    /**
     * A stream whose {@link #skip} throws at the end of the stream. pgjdbc repeats a skip until all is skipped, and the
     * JDK's skip says 0 at the end: a server that hangs up within a message would keep the thread and a processor.
     */
    private static final class EndingStream extends FilterInputStream {
        EndingStream(InputStream stream) {
            super(stream);
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(count);
            if (skipped > 0 || count <= 0) {
                return skipped;
            }
            if (read() < 0) {
                throw new EOFException("the server has closed the connection");
            }
            return 1;
        }
    }

    /** Takes no monitor, because another thread must be able to close the socket during the wait. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void close() throws IOException {
        try {
            if (WAITING.get() && isConnected() && !isClosed()) {
                WAITING.set(false);
                LATE.set(!awaitEnd());
            }
        } finally {
            super.close();
            attempt.ifPresent(sockets -> sockets.remove(this));
        }
    }

    /**
     * Whether the server ends the session in time. Discards its last bytes. A server that resets the connection has
     * ended the session, too. If the pool closes the socket meanwhile, the end of the session is unknown.
     */
    private boolean awaitEnd() {
        long began = System.nanoTime();
        try {
            shutdownOutput();
            InputStream rest = getInputStream();
            byte[] ignored = new byte[BUFFER_BYTES];
            int read = 0;
            for (long left = LIMIT.toMillis(); left > 0 && read >= 0; left = left(began)) {
                setSoTimeout((int) left);
                read = rest.read(ignored);
            }
            return read < 0;
        } catch (SocketTimeoutException late) {
            return false;
        } catch (IOException reset) {
            return !isClosed();
        }
    }

    private static long left(long began) {
        return LIMIT.toMillis() - (System.nanoTime() - began) / 1_000_000;
    }
}
