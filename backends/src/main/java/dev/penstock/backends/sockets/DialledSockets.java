package dev.penstock.backends.sockets;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.threads.SafeLog;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets that a driver gets for one connect attempt or probe, and for the session that comes of it. Thread-safe.
 *
 * <p>A driver's own time limits begin again with each byte. Therefore a server that sends a byte now and then could
 * keep a thread and a socket for ever. The pool ends the attempt by {@link #close}: the socket that the driver waits
 * for is closed, and the driver gets no other one. No method waits for a server or a driver.
 *
 * <p>A socket factory finds the sockets of its attempt by the thread, or by {@link #id} if the driver dials on a thread
 * of its own.
 *
 * <table>
 *   <caption>States</caption>
 *   <tr><td>DIALLING</td><td>the attempt is under way; it becomes READY or CLOSED</td></tr>
 *   <tr><td>READY</td><td>the session may serve, and its deadline is void; it becomes CLOSED</td></tr>
 *   <tr><td>CLOSED</td><td>all sockets are closed, and a new one is refused</td></tr>
 * </table>
 */
public final class DialledSockets {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.sessions");

    /** Distinguishes this class from a copy of it that another class loader has loaded. */
    private static final String COPY = Long.toHexString(new SecureRandom().nextLong()) + '.';

    private static final AtomicLong LAST = new AtomicLong();
    private static final ThreadLocal<@Nullable DialledSockets> CURRENT = new ThreadLocal<>();
    private static final Map<String, DialledSockets> UNDER_WAY = new ConcurrentHashMap<>();

    private final String id = COPY + LAST.incrementAndGet();
    private final Optional<String> sessionName;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Set<Socket> open = Collections.newSetFromMap(new IdentityHashMap<>());

    @GuardedBy("lock")
    private State state = State.DIALLING;

    @GuardedBy("lock")
    private @Nullable Connection opened;

    private enum State {
        DIALLING,
        READY,
        CLOSED
    }

    /** No sockets, for a new attempt. */
    public DialledSockets() {
        this(Optional.empty());
    }

    /** No sockets, for a new attempt whose session has a name at its server. */
    public DialledSockets(Optional<String> sessionName) {
        this.sessionName = sessionName;
    }

    /** The name at its server of the session that the attempt opens. */
    public Optional<String> sessionName() {
        return sessionName;
    }

    /** A call that may dial. */
    @FunctionalInterface
    public interface Dialling<T> {
        /**
         * Dials.
         *
         * @throws SQLException if that failed
         */
        T run() throws SQLException;
    }

    /**
     * Runs a call whose sockets belong to this attempt.
     *
     * @return the result of the call
     * @throws SQLException if the call threw it
     */
    public <T> T during(Dialling<T> call) throws SQLException {
        DialledSockets outer = CURRENT.get();
        CURRENT.set(this);
        UNDER_WAY.put(id, this);
        try {
            return call.run();
        } finally {
            UNDER_WAY.remove(id);
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** The attempt that is under way on this thread; empty if there is none. */
    public static Optional<DialledSockets> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** The text by which {@link #find} finds this attempt while it is under way. It has letters, digits and a dot. */
    public String id() {
        return id;
    }

    /**
     * The attempt of that ID; empty if another copy of this class has made the ID.
     *
     * @throws IllegalArgumentException if the attempt has ended
     */
    public static Optional<DialledSockets> find(String id) {
        if (!id.startsWith(COPY)) {
            return Optional.empty();
        }
        DialledSockets found = UNDER_WAY.get(id);
        if (found == null) {
            throw new IllegalArgumentException("the connect attempt has ended");
        }
        return Optional.of(found);
    }

    /**
     * Adds a socket before it is connected.
     *
     * @throws SocketException if this is closed; then the socket is closed, too
     */
    public void add(Socket socket) throws SocketException {
        boolean refused;
        lock.lock();
        try {
            refused = state == State.CLOSED;
            if (!refused) {
                open.add(socket);
            }
        } finally {
            lock.unlock();
        }
        if (refused) {
            close(socket);
            throw new SocketException("the pool has given up the attempt");
        }
    }

    /** Removes a socket that is closed. */
    public void remove(Socket socket) {
        lock.lock();
        try {
            open.remove(socket);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes the connection that the driver has opened, and that is set up now.
     *
     * @return false if the attempt was given up meanwhile: then nobody wants the connection
     */
    public boolean markOpened(Connection connection) {
        lock.lock();
        try {
            boolean wanted = state == State.DIALLING;
            opened = wanted ? connection : null;
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    /** The connection that is set up at this moment; empty if there is none. */
    public Optional<Connection> opened() {
        lock.lock();
        try {
            return Optional.ofNullable(opened);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The session may serve: the deadline of the attempt does not concern its sockets any more.
     *
     * @return false if the sockets were closed before: then the session is broken
     */
    public boolean markReady() {
        lock.lock();
        try {
            opened = null;
            if (state == State.DIALLING) {
                state = State.READY;
            }
            return state == State.READY;
        } finally {
            lock.unlock();
        }
    }

    /** Closes all sockets and refuses others, unless the session is ready. */
    public void expire() {
        close(false);
    }

    /** Closes all sockets and refuses others. */
    public void close() {
        close(true);
    }

    private void close(boolean evenReady) {
        List<Socket> left = new ArrayList<>();
        lock.lock();
        try {
            if (evenReady || state != State.READY) {
                state = State.CLOSED;
                left.addAll(open);
                open.clear();
            }
        } finally {
            lock.unlock();
        }
        left.forEach(DialledSockets::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException | RuntimeException e) {
            SafeLog.debug(LOGGER, "a socket did not close cleanly", e);
        }
    }

    /** The number of open sockets. */
    public int size() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }
}
