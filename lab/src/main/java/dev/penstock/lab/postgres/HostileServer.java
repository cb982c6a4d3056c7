package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A server that speaks PostgreSQL's protocol and attacks its clients at a chosen {@link Stage}. Until then it answers
 * like a server: every login succeeds, and every statement has a short answer. Thread-safe; its threads are daemons.
 *
 * <p>An attack that does not end by itself lasts until the client closes its socket. Therefore {@link #clients} shows
 * which sockets the clients have left open.
 */
public final class HostileServer implements AutoCloseable {
    private static final long CLOSE_MILLIS = 10_000;

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger attacked = new AtomicInteger();
    private volatile Plan plan = Plan.PEACE;

    /** The point of a session at which the server attacks. */
    public enum Stage {
        /** Instead of the answer to a request for encryption, which may also be a probe. */
        TLS_ANSWER,
        /** Instead of the request for a password. */
        STARTUP,
        /** Instead of the answer to the password. */
        AUTHENTICATION,
        /** After the password is accepted, before the session is ready. */
        SESSION_START,
        /** Instead of the answer to a statement. */
        QUERY_ANSWER,
        /** In the data of a {@code COPY}, in either direction. */
        COPY
    }

    /** What the server does, and where: an immutable value. The attack depends on the statement. */
    private record Plan(Stage stage, Function<String, Optional<HostileAttack>> attack) {
        static final Plan PEACE = new Plan(Stage.STARTUP, sql -> Optional.empty());
    }

    private HostileServer(ServerSocket listener) {
        this.listener = listener;
        startThread(this::acceptAll);
    }

    /**
     * Starts a server without an attack on a free port of this address.
     *
     * @throws LabException if it cannot listen
     */
    public static HostileServer start(InetAddress address) {
        try {
            return new HostileServer(new ServerSocket(0, 100, address));
        } catch (IOException e) {
            throw new LabException("cannot listen on " + address.getHostAddress(), e);
        }
    }

    /** The address on which the server listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Attacks at that stage from now on, whatever the statement. */
    public void attackAt(Stage stage, HostileAttack attack) {
        plan = new Plan(stage, sql -> Optional.of(attack));
    }

    /** Attacks instead of the answer to these statements. The empty statement is a client's validation. */
    public void attackStatements(Map<String, HostileAttack> attacks) {
        plan = new Plan(Stage.QUERY_ANSWER, sql -> Optional.ofNullable(attacks.get(sql)));
    }

    /** Attacks nobody from now on. Attacks under way go on. */
    public void behave() {
        plan = Plan.PEACE;
    }

    /** Carries out the attack that is due, if any. Returns whether there was one; the session then ends. */
    boolean attack(HostileSession session, String sql) throws IOException {
        Plan now = plan;
        Optional<HostileAttack> due =
                now.stage() == session.stage() ? now.attack().apply(sql) : Optional.empty();
        if (due.isPresent()) {
            attacked.incrementAndGet();
            due.get().run(session);
        }
        return due.isPresent();
    }

    /** The sockets that clients have open. */
    public int clients() {
        return open.size();
    }

    /** The sockets that clients have opened since the start. */
    public int accepted() {
        return accepted.get();
    }

    /** The attacks since the start. */
    public int attacks() {
        return attacked.get();
    }

    private void startThread(Runnable work) {
        Thread thread = new Thread(work, "lab-hostile-" + listener.getLocalPort());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                accepted.incrementAndGet();
                startThread(() -> serve(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            new HostileSession(this, client).run();
        } catch (IOException e) {
            // The client has closed its socket, which ends every session.
            return;
        } finally {
            open.remove(client);
            threads.remove(Thread.currentThread());
        }
    }

    /**
     * Closes the listener and all sockets, and waits for the threads.
     *
     * @throws LabException if a thread does not end in time, or the caller is interrupted
     */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket client : open) {
                client.close();
            }
            for (Thread thread : threads) {
                thread.join(CLOSE_MILLIS);
                if (thread.isAlive()) {
                    throw new LabException(thread.getName() + " did not end");
                }
            }
        } catch (IOException e) {
            throw new LabException("the hostile server cannot be closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while closing the hostile server", e);
        }
    }
}
