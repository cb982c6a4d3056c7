package dev.penstock.chaos.simulation;

import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.chaos.simulation.kernel.Fiber;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A driver with all faults that the pool must survive. */
final class FakeConnector implements Connector {
    private static final long SECOND = 1_000_000_000L;
    private static final int SLOW_CLOSE_IN = 3;
    private static final long SLOW_CLOSE_NANOS = 200_000_000L;

    private final Kernel kernel;
    private final FakeServers servers;
    private final DriverFaultRates faultRates;
    private final SimulationParameters.Roles roles;
    private @Nullable Audit audit;
    private long sessions;

    FakeConnector(Kernel kernel, FakeServers servers, DriverFaultRates faultRates, SimulationParameters.Roles roles) {
        this.kernel = kernel;
        this.servers = servers;
        this.faultRates = faultRates;
        this.roles = roles;
    }

    /** Sets the audit of all calls. */
    void watchedBy(Audit watching) {
        audit = watching;
    }

    private Audit audit() {
        return Objects.requireNonNull(audit, "an audit before the first connection");
    }

    @Override
    @SuppressWarnings("NullAway") // the pool must survive a driver that returns null
    public @Nullable Connection connect(Backend backend, Duration timeout) throws SQLException {
        FakeServer server = servers.of(backend);
        long id = ++sessions;
        kernel.note("connect", server.number, id);
        audit().connectBegins(server);
        long connectBeganAt = kernel.elapsed();
        boolean dead = false;
        if (faultRates.occurs(faultRates.connect)) {
            switch (faultRates.choose(6)) {
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
        session.connectBeganAt = connectBeganAt;
        Fiber.current().onInterrupt(() -> session.abandoned = true);
        kernel.note(session.abandoned ? "connected late" : "connected", server.number, id);
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
        audit().checkBegins(session);
        if (faultRates.occurs(faultRates.check)) {
            switch (faultRates.choose(4)) {
                case 0 -> throw new SQLException("no answer", "08006");
                case 1 -> throw new IllegalStateException("the driver has a defect");
                case 2 -> hang(3 * timeout.toNanos());
                default -> {
                    return false;
                }
            }
        }
        return session.server.isValid(session);
    }

    @Override
    public Optional<RoleReading> role(Connection connection, Duration timeout) throws SQLException {
        FakeSession session = FakeSession.of(connection);
        Optional<RoleReading> reading = Optional.empty();
        if (roles != SimulationParameters.Roles.NONE) {
            kernel.note("role", session.server.number, session.id);
            if (faultRates.occurs(faultRates.check)) {
                hang(2 * timeout.toNanos());
            }
            if (session.closing) {
                throw new SQLException("this connection has been closed", "08003");
            }
            reading = session.server.role(session, roles == SimulationParameters.Roles.PLAIN);
        }
        Fiber.current().onInterrupt(null);
        if (session.connectedAt < 0) {
            session.connectedAt = kernel.elapsed();
            audit().connected(session);
        }
        return reading;
    }

    @Override
    public void probe(Backend backend, Duration timeout) throws SQLException {
        FakeServer server = servers.of(backend);
        kernel.note("probe", server.number, 0);
        server.probeBegins();
        long began = kernel.elapsed();
        if (faultRates.occurs(faultRates.check)) {
            hang(3 * timeout.toNanos());
        }
        server.probeAnswered(began);
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
        session.closingSince = kernel.elapsed();
        try {
            if (faultRates.choose(SLOW_CLOSE_IN) == 0) {
                kernel.hang(faultRates.upTo(SLOW_CLOSE_NANOS));
            }
            if (faultRates.occurs(faultRates.close)) {
                hang(30 * SECOND);
                throw new SQLException("closing failed", "08006");
            }
        } finally {
            session.server.closed(session);
        }
    }

    /** Hangs for a while; an interrupt ends half of the hangs. */
    private void hang(long nanos) throws SQLException {
        if (faultRates.choose(2) == 0) {
            kernel.hang(faultRates.upTo(nanos));
            return;
        }
        try {
            kernel.sleep(faultRates.upTo(nanos));
        } catch (InterruptedException e) {
            throw new SQLException("interrupted", "08006", e);
        }
    }
}
