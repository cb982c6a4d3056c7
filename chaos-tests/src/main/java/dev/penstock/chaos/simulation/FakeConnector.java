package dev.penstock.chaos.simulation;

import dev.penstock.backends.Connector;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A driver that does what the pool must survive. */
final class FakeConnector implements Connector {
    private static final long SECOND = 1_000_000_000L;

    private final Kernel kernel;
    private final FakeServers servers;
    private final Trouble trouble;
    private long sessions;

    FakeConnector(Kernel kernel, FakeServers servers, Trouble trouble) {
        this.kernel = kernel;
        this.servers = servers;
        this.trouble = trouble;
    }

    @Override
    @SuppressWarnings("NullAway") // that drivers return null is what the pool must survive
    public @Nullable Connection connect(Backend backend, Duration timeout) throws SQLException {
        FakeServer server = servers.of(backend);
        long id = ++sessions;
        kernel.note("connect", server.number, id);
        boolean dead = false;
        if (trouble.strikes(trouble.connect)) {
            switch (trouble.choose(6)) {
                case 0 -> throw new SQLException("no route to host", "08001");
                case 1 -> throw new IllegalStateException("the driver has a defect");
                case 2 -> throw new NoClassDefFoundError("driver/Missing");
                case 3 -> {
                    return null;
                }
                case 4 -> hang(2 * timeout.toNanos());
                default -> dead = true;
            }
        }
        FakeSession session = server.admit(id);
        session.alive = !dead;
        kernel.note(session.late ? "connected late" : "connected", server.number, id);
        return session.connection;
    }

    @Override
    public boolean isValid(Connection connection, Duration timeout) throws SQLException {
        FakeSession session = FakeSession.of(connection);
        kernel.note("check", session.server.number, session.id);
        if (session.closing) {
            throw servers.violation("session " + session.id + " is checked after it was closed");
        }
        if (session.holder != 0) {
            throw servers.violation("session " + session.id + " is checked while " + session.holder + " holds it");
        }
        if (trouble.strikes(trouble.check)) {
            switch (trouble.choose(4)) {
                case 0 -> throw new SQLException("no answer", "08006");
                case 1 -> throw new IllegalStateException("the driver has a defect");
                case 2 -> hang(3 * timeout.toNanos());
                default -> {
                    return false;
                }
            }
        }
        return session.server.confirms(session);
    }

    @Override
    public void probe(Backend backend, Duration timeout) throws SQLException {
        FakeServer server = servers.of(backend);
        kernel.note("probe", server.number, 0);
        if (trouble.strikes(trouble.check)) {
            hang(3 * timeout.toNanos());
        }
        server.probed();
    }

    @Override
    public void close(Connection connection) throws SQLException {
        FakeSession session = FakeSession.of(connection);
        kernel.note("close", session.server.number, session.id);
        if (session.holder != 0) {
            throw servers.violation("session " + session.id + " is closed while " + session.holder + " holds it");
        }
        if (session.closing) {
            throw servers.violation("session " + session.id + " is closed twice");
        }
        session.closing = true;
        try {
            if (trouble.strikes(trouble.close)) {
                hang(30 * SECOND);
                throw new SQLException("closing failed", "08006");
            }
        } finally {
            session.server.closed(session);
        }
    }

    /** Half the hangs end when they are interrupted. */
    private void hang(long nanos) throws SQLException {
        if (trouble.choose(2) == 0) {
            kernel.hang(trouble.upTo(nanos));
            return;
        }
        try {
            kernel.sleep(trouble.upTo(nanos));
        } catch (InterruptedException e) {
            throw new SQLException("interrupted", "08006", e);
        }
    }
}
