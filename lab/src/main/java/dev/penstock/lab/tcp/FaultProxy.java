package dev.penstock.lab.tcp;

import dev.penstock.lab.LabException;
import dev.penstock.lab.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on a loopback address that forwards everything to a target until a test injects a fault.
 *
 * <p>{@link #pass()}, {@link #latency}, {@link #oneByteChunks()}, {@link #stall()}, {@link #swallow()} and
 * {@link #acceptThenReset()} replace each other. Each applies to existing and new connections unless its own text
 * says otherwise. {@link #reset()} and {@link #fin()} act once, on the present connections. {@link #refuse()} and
 * {@link #listen()} affect only the listener.
 *
 * <p>Thread-safe. The proxy's own threads are daemons named {@code lab-proxy-PORT}.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;
    private static final long CLOSE_SECONDS = 5;

    private final InetSocketAddress address;
    private final InetSocketAddress target;
    private final TrafficControl control = new TrafficControl();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final ExecutorService threads;
    private final ReentrantLock listening = new ReentrantLock();
    private @Nullable Listener listener;
    private volatile boolean closed;

    private FaultProxy(InetSocketAddress address, InetSocketAddress target) {
        this.address = address;
        this.target = target;
        String name = "lab-proxy-" + address.getPort();
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts a proxy on 127.0.0.1 and a free port.
     *
     * @throws LabException if the proxy cannot listen
     */
    public static FaultProxy to(InetSocketAddress target) {
        InetAddress own = Loopback.address(1);
        return start(new InetSocketAddress(own, Loopback.freePort(List.of(own))), target);
    }

    /**
     * Starts a proxy on this address and port.
     *
     * @throws LabException if the proxy cannot listen
     */
    public static FaultProxy start(InetSocketAddress address, InetSocketAddress target) {
        Loopback.requireBindable(address.getAddress());
        FaultProxy proxy = new FaultProxy(address, target);
        try {
            proxy.listen();
            return proxy;
        } catch (LabException e) {
            proxy.close();
            throw e;
        }
    }

    /** The address on which the proxy listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** Forwards everything without delay, including bytes that are being held. */
    public void pass() {
        control.set(Traffic.PASS);
    }

    /** Delays each chunk of up to 16 KiB, in both directions, by {@code latency}. */
    public void latency(Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("the latency must be >= 0, not " + latency);
        }
        control.set(new Traffic(Traffic.Kind.PASS, latency));
    }

    /** Forwards everything in chunks of one byte. */
    public void oneByteChunks() {
        control.set(Traffic.of(Traffic.Kind.ONE_BYTE_CHUNKS));
    }

    /** Holds all bytes and ends of streams until the next change of traffic; still accepts connections. */
    public void stall() {
        control.set(Traffic.of(Traffic.Kind.STALL));
    }

    /**
     * Accepts and reads, but forwards nothing and never answers. Swallowed bytes are lost. A connection made in this
     * state never reaches the target.
     */
    public void swallow() {
        control.set(Traffic.of(Traffic.Kind.SWALLOW));
    }

    /** Accepts each new connection and resets it (RST). Existing connections are forwarded. */
    public void acceptThenReset() {
        control.set(Traffic.of(Traffic.Kind.ACCEPT_THEN_RESET));
    }

    /** Resets all connections (RST) towards both the client and the target. */
    public void reset() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Ends all connections towards the client (FIN); still forwards the client's bytes to the target. */
    public void fin() {
        connections.forEach(ProxiedConnection::endTowardsClient);
    }

    /**
     * Closes the listener, so that new connections are refused. Existing connections continue. The operating system
     * resets a connection that {@link #acceptedCount()} does not contain yet.
     *
     * @throws LabException if the listener cannot be closed
     */
    public void refuse() {
        listening.lock();
        try {
            if (listener != null) {
                listener.close();
                listener = null;
            }
        } catch (IOException | CompletionException e) {
            throw new LabException("cannot stop listening on " + address, e);
        } finally {
            listening.unlock();
        }
    }

    /**
     * Listens again after {@link #refuse()}. Does nothing if the proxy listens already.
     *
     * @throws LabException if the proxy cannot listen, or is closed
     */
    public void listen() {
        listening.lock();
        try {
            if (closed) {
                throw new LabException("the proxy on " + address + " is closed");
            }
            if (listener == null) {
                ServerSocket opened = new ServerSocket();
                opened.setReuseAddress(true);
                opened.bind(address);
                listener = new Listener(opened, CompletableFuture.runAsync(() -> acceptAll(opened), threads));
            }
        } catch (IOException e) {
            throw new LabException("cannot listen on " + address, e);
        } finally {
            listening.unlock();
        }
    }

    /** The number of open connections. */
    public int connectionCount() {
        return (int) connections.stream().filter(ProxiedConnection::isOpen).count();
    }

    /**
     * The local ports of the connections to the target that have not ended: what the target sees as the client's port.
     * A connection has ended once its end was sent to the target.
     */
    public Set<Integer> targetPorts() {
        return connections.stream()
                .filter(ProxiedConnection::isOpenToTarget)
                .map(ProxiedConnection::targetPort)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The number of connections accepted since the start, including those that were reset at once. */
    public long acceptedCount() {
        return accepted.get();
    }

    /**
     * Closes the listener and all connections, and ends the threads. A second call does nothing.
     *
     * @throws LabException if a thread does not end within 5 s, or the caller is interrupted
     */
    @Override
    public void close() {
        closed = true;
        refuse();
        control.close();
        connections.forEach(ProxiedConnection::close);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new LabException(
                        "threads of the proxy on " + address + " did not end within " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while closing the proxy on " + address, e);
        }
    }

    private record Listener(ServerSocket socket, CompletableFuture<Void> acceptance) {

        // The operating system listens on until the accepting thread has woken up.
        void close() throws IOException {
            socket.close();
            acceptance.join();
        }
    }

    private void acceptAll(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                accepted.incrementAndGet();
                threads.execute(() -> serve(client));
            } catch (IOException | RejectedExecutionException e) {
                if (!from.isClosed()) {
                    throw new LabException("the proxy can no longer accept connections on " + address, e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try {
            Traffic.Kind kind = control.now().kind();
            if (kind == Traffic.Kind.ACCEPT_THEN_RESET) {
                ProxiedConnection.abort(client);
            } else {
                carry(client, kind != Traffic.Kind.SWALLOW);
            }
        } catch (IOException e) {
            throw new LabException("the proxy on " + address + " lost a connection before it could serve it", e);
        }
    }

    private void carry(Socket client, boolean withTarget) throws IOException {
        client.setTcpNoDelay(true);
        Socket onward = new Socket();
        ProxiedConnection connection = new ProxiedConnection(client, onward, control);
        connections.add(connection);
        try {
            if (withTarget) {
                onward.setTcpNoDelay(true);
                onward.connect(target, CONNECT_MILLIS);
            }
            if (!closed) {
                connection.carry(threads);
            }
        } catch (IOException | RejectedExecutionException e) {
            // The target is unreachable, or the proxy is closing: the client sees the end of its connection.
            return;
        } finally {
            connection.close();
            connections.remove(connection);
        }
    }
}
