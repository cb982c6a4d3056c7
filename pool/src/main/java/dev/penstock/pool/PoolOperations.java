package dev.penstock.pool;

import dev.penstock.backends.service.OperatorCommands;
import dev.penstock.pool.jdbc.ClaimedConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The commands of an operator to a running pool. Thread-safe.
 *
 * <p>A command has taken effect when it returns: no later claim gets a connection that it took away. The exception is a
 * status task that does not decide within twice the sum of statusTimeout and statusInterval. The command then logs a
 * warning, returns, and takes effect as soon as that task decides.
 *
 * <p>Up to a limit a command also waits for the claims in its way, and reports those that remain. It completes by
 * itself as these claims end. An interrupt ends the wait for claims alone.
 */
public final class PoolOperations {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final RunningPool pool;

    PoolOperations(RunningPool pool) {
        this.pool = pool;
    }

    /** A command that waits. */
    @FunctionalInterface
    private interface Command {
        OperatorCommands.Outcome run() throws InterruptedException;
    }

    /**
     * Suspends the pool: claims wait, each until its own deadline, until {@link #resume}. Waits until no claim holds a
     * connection.
     *
     * @param limit the longest wait, from 0 to 365 days
     * @throws IllegalArgumentException if the limit is out of bounds
     * @throws IllegalStateException if allowPoolSuspension is not set
     */
    public OperationReport suspend(Duration limit) {
        check(limit);
        pool.suspend();
        return report(() -> commands().awaitUnheld(limit), limit);
    }

    /** Serves claims again. */
    public void resume() {
        pool.resume();
    }

    /**
     * Replaces every connection: a free connection at once, a held connection when it is returned. Waits for the held
     * connections. A claim that begins after this method returned gets a connection that was opened after its call.
     *
     * @param limit the longest wait, from 0 to 365 days
     * @throws IllegalArgumentException if the limit is out of bounds
     */
    public OperationReport evict(Duration limit) {
        pool.recordEvent("an operator evicted all connections");
        return report(() -> commands().evict("", limit), limit);
    }

    /**
     * Replaces every connection to a backend, as {@link #evict(Duration)} does.
     *
     * @param backend the name, the address with the port, or both, as {@code backends()} shows them. Several backends
     *     can share a name.
     * @param limit the longest wait, from 0 to 365 days
     * @throws IllegalArgumentException if there is no such backend, or the limit is out of bounds
     */
    public OperationReport evict(String backend, Duration limit) {
        pool.recordEvent("an operator evicted the connections to " + backend);
        return report(() -> commands().evict(named(backend), limit), limit);
    }

    /**
     * Keeps a connection from every other claim. The claim that holds the connection keeps it until it closes it.
     *
     * @throws IllegalArgumentException if no claim of this pool holds the connection
     */
    public void evict(Connection connection) {
        claimed(connection).evict();
    }

    /**
     * Ends the claim of a connection, which reaches no other claim.
     *
     * @throws IllegalArgumentException if no claim of this pool holds the connection
     */
    void end(Connection connection) {
        ClaimedConnection claimed = claimed(connection);
        claimed.evict();
        try {
            claimed.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the end of an evicted connection needs no call of the driver", e);
        }
    }

    private ClaimedConnection claimed(Connection connection) {
        try {
            if (connection.isWrapperFor(ClaimedConnection.class)) {
                ClaimedConnection claimed = connection.unwrap(ClaimedConnection.class);
                if (pool.claims().owns(claimed)) {
                    return claimed;
                }
            }
        } catch (SQLException e) {
            throw new IllegalArgumentException("the pool of the connection is unknown: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("no claim of pool " + pool.settings().poolName() + " holds the connection");
    }

    /**
     * Takes a backend out of service until {@link #restore}, or until the backend leaves the service. The backend gets
     * no new claims. Its free connections close at once, its held connections when they are returned. Waits for the
     * held connections. Other backends get its share of the slots.
     *
     * @param backend as for {@link #evict(String, Duration)}
     * @param limit the longest wait, from 0 to 365 days
     * @throws IllegalArgumentException if there is no such backend, or the limit is out of bounds
     */
    public OperationReport drain(String backend, Duration limit) {
        pool.recordEvent("an operator drained " + backend);
        return report(() -> commands().drain(named(backend), limit), limit);
    }

    /**
     * Lets a drained backend serve again.
     *
     * @param backend as for {@link #evict(String, Duration)}
     * @throws IllegalArgumentException if there is no such backend
     */
    public void restore(String backend) {
        pool.recordEvent("an operator restored " + backend);
        commands().restore(named(backend));
    }

    private static String named(String backend) {
        if (backend.isBlank()) {
            throw new IllegalArgumentException("the name of the backend is blank");
        }
        return backend;
    }

    /** Called before a command takes effect. */
    private static void check(Duration limit) {
        if (limit.isNegative() || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the limit must be from 0 to " + LONGEST + ", not " + limit);
        }
    }

    private OperatorCommands commands() {
        return pool.backends().operations();
    }

    /** Runs a command. If interrupted, reports the claims that hold a connection at that moment. */
    private OperationReport report(Command command, Duration limit) {
        check(limit);
        try {
            return pool.diagnosis().report(command.run());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new OperationReport(
                    false, pool.backends().counts().held(), pool.diagnosis().holders());
        }
    }
}
