package dev.penstock.backends.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The socket of a session, whose end the server can be waited for. A driver says good-bye and hangs up at once; until
 * the server has read that, the session is one of those it counts, beside the one that takes its place. A server that
 * has ended a session closes its side.
 */
final class SessionSocket extends Socket {
    /** How long the server is waited for. */
    static final Duration LIMIT = Duration.ofMillis(500);

    private static final int BUFFER_BYTES = 1024;

    private static final ThreadLocal<Boolean> WAITING = ThreadLocal.withInitial(() -> false);

    SessionSocket() {}

    /**
     * Closes a connection; where its driver hangs up on the calling thread, that waits until the server has too, at
     * most {@link #LIMIT}.
     *
     * @throws SQLException if the driver could not close it
     */
    static void closeBoth(Connection connection) throws SQLException {
        WAITING.set(true);
        try {
            connection.close();
        } finally {
            WAITING.remove();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (WAITING.get() && isConnected() && !isClosed()) {
                WAITING.set(false);
                awaitEnd();
            }
        } finally {
            super.close();
        }
    }

    /** What comes still is nobody's; a server that resets the connection has ended the session, too. */
    private void awaitEnd() {
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
        } catch (IOException over) {
            // late or reset: there is nothing more to wait for
            return;
        }
    }

    private static long left(long began) {
        return LIMIT.toMillis() - (System.nanoTime() - began) / 1_000_000;
    }
}
