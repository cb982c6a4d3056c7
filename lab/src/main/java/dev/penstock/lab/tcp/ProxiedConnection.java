package dev.penstock.lab.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A client's connection and the matching connection to the target, if there is one.
 *
 * <p>Two threads copy bytes, one for each direction. The end of one direction is forwarded as such. Both sockets are
 * closed after both directions have ended or one has failed.
 */
final class ProxiedConnection {

    private static final int CHUNK = 16 * 1024;

    private final Socket client;
    private final Socket target;
    private final TrafficControl control;

    ProxiedConnection(Socket client, Socket target, TrafficControl control) {
        this.client = client;
        this.target = target;
        this.control = control;
    }

    /** Forwards bytes in both directions until both have ended; uses this thread and one of the executor. */
    void carry(Executor executor) {
        CompletableFuture<Void> answers = CompletableFuture.runAsync(() -> pump(target, client), executor);
        pump(client, target);
        answers.join();
    }

    /** Resets the connection on both sides. */
    void reset() {
        try {
            abort(client);
            abort(target);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reset the connection of " + client, e);
        }
    }

    boolean isOpenToTarget() {
        return target.isConnected() && !target.isClosed() && !target.isOutputShutdown();
    }

    /** The local port of the connection to the target. */
    int targetPort() {
        return target.getLocalPort();
    }

    /** Ends the stream towards the client; the other direction continues. */
    void endTowardsClient() {
        try {
            client.shutdownOutput();
        } catch (SocketException e) {
            // the stream has ended, or the connection ends at this moment
        } catch (IOException e) {
            throw new UncheckedIOException("cannot half-close the connection of " + client, e);
        }
    }

    void close() {
        try {
            client.close();
            target.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the connection of " + client, e);
        }
    }

    boolean isOpen() {
        return !client.isClosed();
    }

    /** Closes with RST instead of FIN. */
    static void abort(Socket socket) throws IOException {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // the connection has ended, or ends at this moment
        }
        socket.close();
    }

    private void pump(Socket from, Socket to) {
        if (!from.isConnected()) {
            return;
        }
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                Traffic traffic = control.awaitPassage();
                if (traffic.kind() != Traffic.Kind.SWALLOW && to.isConnected() && !to.isOutputShutdown()) {
                    write(buffer, length, traffic.kind() == Traffic.Kind.ONE_BYTE_CHUNKS ? 1 : length, to);
                }
            }
            passOnEnd(to);
        } catch (IOException e) {
            // One side failed without a FIN; closing shows the other side the end.
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    private static void write(byte[] bytes, int length, int chunk, Socket to) throws IOException {
        OutputStream out = to.getOutputStream();
        for (int start = 0; start < length; start += chunk) {
            out.write(bytes, start, Math.min(chunk, length - start));
        }
    }

    private void passOnEnd(Socket to) throws IOException, InterruptedException {
        Traffic traffic = control.awaitPassage();
        if (traffic.kind() != Traffic.Kind.SWALLOW && to.isConnected() && !to.isOutputShutdown()) {
            to.shutdownOutput();
        }
    }
}
