package dev.penstock.backends.slots;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.sockets.DialledSockets;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.jfr.PoolFlight;
import dev.penstock.waits.text.ForeignText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the connector for one backend. They block, and are timed by the meters. No call throws: the error is
 * returned. Thread-safe.
 */
final class ConnectorCalls {
    private final SlotSet set;
    private final Connector connector;
    private final Supplier<BackendsPolicy> policies;
    private final BackendMeters meters;
    private final NanoClock clock;
    private final Runnable onRoleChange;

    ConnectorCalls(
            SlotSet set,
            Connector connector,
            Supplier<BackendsPolicy> policies,
            BackendMeters meters,
            NanoClock clock,
            Runnable onRoleChange) {
        this.set = set;
        this.connector = connector;
        this.policies = policies;
        this.meters = meters;
        this.clock = clock;
        this.onRoleChange = onRoleChange;
    }

    /**
     * The result of a connect attempt: an immutable value. It can have both a connection and an error: then the server
     * did not say its role, and the connection is not to be used.
     */
    record Attempt(
            @Nullable Connection connection, @Nullable Throwable error, OptionalInt pid) {}

    private PoolFlight flight() {
        return meters.flight();
    }

    private String label() {
        return meters.label();
    }

    /** The longest time that a connect attempt may take, at this moment. */
    Duration connectTimeout() {
        return policies.get().connect().timeout();
    }

    /**
     * Opens a connection and asks the server for its role.
     *
     * @param slot the number of the slot that connects
     * @param dialled gets the sockets
     */
    Attempt connect(long slot, DialledSockets dialled) {
        Duration limit = connectTimeout();
        AtomicReference<Connection> opened = new AtomicReference<>();
        AtomicReference<OptionalInt> pid = new AtomicReference<>(OptionalInt.empty());
        Throwable error = meters.time(WaitEvent.SLOT_CONNECT, flight().connect(label(), slot), () -> {
            Connection fresh = dialled.during(() -> connector.connect(set.backend(), limit));
            opened.set(fresh);
            if (fresh == null) {
                throw new SQLException("the driver returned no connection", "08001");
            }
            pid.set(connector.serverProcess(fresh));
            askRole(fresh, limit);
        });
        return new Attempt(opened.get(), error, pid.get());
    }

    /** Checks a connection and asks the server for its role. Returns why the connection is not valid, or null. */
    @Nullable
    Throwable check(Connection connection) {
        Duration limit = policies.get().life().validationTimeout();
        long began = clock.nanoTime();
        return meters.time(WaitEvent.SLOT_CHECK, flight().check(label()), () -> {
            if (!connector.isValid(connection, limit)) {
                throw ServerErrors.invalid(Duration.ofNanos(clock.nanoTime() - began), limit);
            }
            askRole(connection, limit);
        });
    }

    /** The answer counts from here on, before a claim can have the connection on which the server was asked. */
    private void askRole(Connection connection, Duration limit) throws SQLException {
        long began = clock.nanoTime();
        Optional<RoleReading> reading = connector.role(connection, limit);
        long ended = clock.nanoTime();
        if (reading.isPresent() && set.role().observe(reading.get(), began, ended)) {
            onRoleChange.run();
        }
    }

    /**
     * Probes the server. Returns why it did not answer, or null.
     *
     * @param dialled gets the sockets
     */
    @Nullable
    Throwable probe(DialledSockets dialled) {
        Duration limit = probeTimeout();
        return meters.time(
                WaitEvent.BACKEND_PROBE,
                flight().probe(label()),
                () -> dialled.during(() -> {
                    connector.probe(set.backend(), limit);
                    return true;
                }));
    }

    /** The longest time that a probe may take, at this moment. */
    Duration probeTimeout() {
        return policies.get().status().probeTimeout();
    }

    /** Closes a connection. Returns what the driver threw, or null. */
    @Nullable
    Throwable close(Connection connection) {
        return meters.time(WaitEvent.SLOT_CLOSE, flight().close(label()), () -> connector.close(connection));
    }

    /** Class and message of what a connection threw itself, as a line without secrets. */
    String describe(Throwable thrown) {
        String message = connector.withoutSecrets(ForeignText.wholeMessage(thrown));
        return ForeignText.line(thrown.getClass().getName() + ": " + message);
    }
}
