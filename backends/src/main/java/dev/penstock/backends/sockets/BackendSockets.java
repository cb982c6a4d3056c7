package dev.penstock.backends.sockets;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one backend's attempts and sessions, as far as the pool's socket factories made them. Thread-safe. No
 * method waits for a server or a driver.
 *
 * <p>A session keeps its entry until {@link #forget}, which follows its close.
 */
public final class BackendSockets {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Set<DialledSockets> attempts = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The keys are compared by identity, because a driver's {@code equals} may do anything. */
    @GuardedBy("lock")
    private final IdentityHashMap<Connection, DialledSockets> sessions = new IdentityHashMap<>();

    @GuardedBy("lock")
    private boolean closed;

    /** No sockets. */
    public BackendSockets() {}

    /**
     * Adds the sockets of an attempt that begins. The attempt ends by {@link #keep} or {@link #end}. If this is closed,
     * the attempt gets no socket.
     */
    public void begin(DialledSockets dialled) {
        boolean late;
        lock.lock();
        try {
            late = closed;
            if (!late) {
                attempts.add(dialled);
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            dialled.close();
        }
    }

    /**
     * The attempt has opened a connection: its sockets are that session's from now on.
     *
     * @return false if the sockets are closed, because the attempt was given up or the pool closes; the connection has
     *     to be closed, too
     */
    public boolean keep(Connection connection, DialledSockets dialled) {
        boolean ready = dialled.markReady();
        boolean late;
        lock.lock();
        try {
            late = closed;
            attempts.remove(dialled);
            if (!late) {
                sessions.put(connection, dialled);
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            dialled.close();
        }
        return ready && !late;
    }

    /** The attempt has ended without a connection. Closes what the driver has left open. */
    public void end(DialledSockets dialled) {
        lock.lock();
        try {
            attempts.remove(dialled);
        } finally {
            lock.unlock();
        }
        dialled.close();
    }

    /** Closes the sockets of a session, whatever calls on it are under way. */
    public void disconnect(Connection connection) {
        DialledSockets dialled = find(connection);
        if (dialled != null) {
            dialled.close();
        }
    }

    private @Nullable DialledSockets find(Connection connection) {
        lock.lock();
        try {
            return sessions.get(connection);
        } finally {
            lock.unlock();
        }
    }

    /** The driver has closed the connection. Closes what the driver has left open. */
    public void forget(Connection connection) {
        DialledSockets dialled;
        lock.lock();
        try {
            dialled = sessions.remove(connection);
        } finally {
            lock.unlock();
        }
        if (dialled != null) {
            dialled.close();
        }
    }

    /** Closes all sockets, and each one that is dialled later. */
    public void close() {
        List<DialledSockets> all = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            all.addAll(attempts);
            all.addAll(sessions.values());
            attempts.clear();
            sessions.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(DialledSockets::close);
    }
}
