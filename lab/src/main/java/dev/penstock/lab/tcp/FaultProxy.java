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
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on a loopback address that passes everything on to a target, until a test lets something go wrong.
 *
 * <p>{@link #pass()}, {@link #latency}, {@link #oneByteChunks()}, {@link #stall()}, {@link #swallow()} and
 * {@link #acceptThenReset()} exclude each other and hold until the next of them, for existing and new connections if
 * not said otherwise. {@link #reset()} and {@link #fin()} happen once, to the connections of the moment.
 * {@link #refuse()} and {@link #listen()} concern the listener alone.
 *
 * <p>Safe for any thread. Its own threads are daemons named {@code lab-proxy-PORT}.
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
     * Starts on 127.0.0.1 and a free port.
     *
     * @throws LabException when it cannot listen
     */
    public static FaultProxy to(InetSocketAddress target) {
        InetAddress own = Loopback.address(1);
        return start(new InetSocketAddress(own, Loopback.freePort(List.of(own))), target);
    }

    /**
     * Starts on this address and port.
     *
     * @throws LabException when it cannot listen
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

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** Passes everything on at once, also what was held. */
    public void pass() {
        control.set(Traffic.PASS);
    }

    /** Holds each chunk of up to 16 KiB for so long, in each direction, before it passes it on. */
    public void latency(Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("the latency must be >= 0, not " + latency);
        }
        control.set(new Traffic(Traffic.Kind.PASS, latency));
    }

    /** Passes everything on byte by byte. */
    public void oneByteChunks() {
        control.set(Traffic.of(Traffic.Kind.ONE_BYTE_CHUNKS));
    }

    /** Holds all bytes and ends, and accepts connections, until another traffic is chosen. */
    public void stall() {
        control.set(Traffic.of(Traffic.Kind.STALL));
    }

    /**
     * Accepts and reads, passes nothing on and never answers. What is swallowed is lost; a connection made meanwhile
     * never reaches the target.
     */
    public void swallow() {
        control.set(Traffic.of(Traffic.Kind.SWALLOW));
    }

    /** Accepts each new connection and resets it (RST). Those that exist pass. */
    public void acceptThenReset() {
        control.set(Traffic.of(Traffic.Kind.ACCEPT_THEN_RESET));
    }

    /** Resets all connections (RST), towards the client and the target. */
    public void reset() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Ends all connections towards the client (FIN), and goes on passing the client's bytes to the target. */
    public void fin() {
        connections.forEach(ProxiedConnection::endTowardsClient);
    }

    /**
     * Closes the listener, so that new connections are refused. Existing ones go on, except for one so new that it is
     * not yet in {@link #acceptedCount()}: the operating system resets it.
     *
     * @throws LabException when that fails
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
     * Listens again after {@link #refuse()}; does nothing when it does.
     *
     * @throws LabException when it cannot, or is closed
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

    /** How many connections are open. */
    public int connectionCount() {
        return (int) connections.stream().filter(ProxiedConnection::isOpen).count();
    }

    /** How many connections have been accepted since the start, also those that were reset at once. */
    public long acceptedCount() {
        return accepted.get();
    }

    /**
     * Closes the listener and all connections, and ends the threads. A second call does nothing.
     *
     * @throws LabException when that fails
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

        // The operating system goes on listening until the thread that waits for a connection has been woken.
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
                    throw new LabException("the proxy can accept no more on " + address, e);
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
            // The target cannot be reached, or this proxy is being closed: the client sees its connection end.
            return;
        } finally {
            connection.close();
            connections.remove(connection);
        }
    }
}
