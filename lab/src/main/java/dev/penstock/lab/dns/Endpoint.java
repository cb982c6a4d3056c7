package dev.penstock.lab.dns;

import dev.penstock.lab.LabException;
import dev.penstock.lab.dns.DnsQuery.Transport;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The UDP socket and the TCP socket of a DNS server on one address and port, and the threads that serve them. */
final class Endpoint implements Closeable {

    private static final int LONGEST_DATAGRAM = 65_535;
    private static final long CLOSE_SECONDS = 5;

    private final Responder responder;
    private final DatagramSocket datagrams;
    private final ServerSocket listener;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers;
    private final ScheduledExecutorService delays;

    private Endpoint(Responder responder, DatagramSocket datagrams, ServerSocket listener) {
        this.responder = responder;
        this.datagrams = datagrams;
        this.listener = listener;
        String name = "lab-dns-" + listener.getLocalPort();
        workers = Executors.newCachedThreadPool(daemons(name));
        delays = new ScheduledThreadPoolExecutor(1, daemons(name + "-delays"), new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Opens an endpoint that listens on the address. */
    static Endpoint listen(Responder responder, InetSocketAddress address) throws IOException {
        DatagramSocket datagrams = new DatagramSocket(address);
        ServerSocket listener = new ServerSocket();
        try {
            listener.bind(address);
        } catch (IOException e) {
            datagrams.close();
            listener.close();
            throw e;
        }
        Endpoint endpoint = new Endpoint(responder, datagrams, listener);
        endpoint.workers.execute(endpoint::serveDatagrams);
        endpoint.workers.execute(endpoint::acceptConnections);
        return endpoint;
    }

    private void serveDatagrams() {
        DatagramPacket packet = new DatagramPacket(new byte[LONGEST_DATAGRAM], LONGEST_DATAGRAM);
        while (!datagrams.isClosed()) {
            try {
                packet.setLength(LONGEST_DATAGRAM);
                datagrams.receive(packet);
                byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
                InetSocketAddress client = (InetSocketAddress) packet.getSocketAddress();
                responder
                        .reply(query, Transport.UDP)
                        .ifPresent(reply -> schedule(
                                reply, bytes -> datagrams.send(new DatagramPacket(bytes, bytes.length, client))));
            } catch (IOException e) {
                if (!datagrams.isClosed()) {
                    throw new LabException("the DNS server can no longer receive on " + listener, e);
                }
            }
        }
    }

    private void acceptConnections() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connections.add(connection);
                if (listener.isClosed()) {
                    connection.close();
                } else {
                    workers.execute(() -> serve(connection));
                }
            } catch (IOException | RejectedExecutionException e) {
                if (!listener.isClosed()) {
                    throw new LabException("the DNS server can no longer accept connections on " + listener, e);
                }
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                DataInputStream in = new DataInputStream(connection.getInputStream())) {
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            while (true) {
                byte[] query = in.readNBytes(in.readUnsignedShort());
                responder.reply(query, Transport.TCP).ifPresent(reply -> schedule(reply, bytes -> send(out, bytes)));
            }
        } catch (IOException e) {
            // The client has closed the connection: the usual end.
            return;
        } finally {
            connections.remove(connection);
        }
    }

    private static void send(DataOutputStream out, byte[] bytes) throws IOException {
        byte[] framed = new byte[bytes.length + 2];
        framed[0] = (byte) (bytes.length >> 8);
        framed[1] = (byte) bytes.length;
        System.arraycopy(bytes, 0, framed, 2, bytes.length);
        synchronized (out) {
            out.write(framed);
            out.flush();
        }
    }

    @FunctionalInterface
    private interface Sender {
        void send(byte[] bytes) throws IOException;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // fails only if the server is closed meanwhile
    private void schedule(Responder.Reply reply, Sender sender) {
        Runnable sending = () -> {
            try {
                for (byte[] message : reply.messages()) {
                    sender.send(message);
                }
            } catch (IOException e) {
                // The client is gone or the server is closing: the answer has no receiver.
                return;
            }
        };
        if (reply.delay().isZero()) {
            sending.run();
        } else {
            delays.schedule(() -> workers.execute(sending), reply.delay().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        listener.close();
        delays.shutdownNow();
        workers.shutdown();
        for (Socket connection : connections) {
            connection.close();
        }
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("threads of the DNS server did not end within " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while closing the DNS server", e);
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
