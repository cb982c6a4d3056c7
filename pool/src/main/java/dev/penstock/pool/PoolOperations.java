package dev.penstock.pool;

import dev.penstock.backends.service.OperatorCommands;
import dev.penstock.pool.jdbc.ClaimedConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What an operator does with a running pool. Thread-safe.
 *
 * <p>Each operation takes effect at once and waits, up to a limit, for the claims that are in its way; it says which
 * are left, and goes on by itself as they end. Waiting can be interrupted, which ends the wait alone.
 */
public final class PoolOperations {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final RunningPool pool;

    PoolOperations(RunningPool pool) {
        this.pool = pool;
    }

    /** An operation that waits. */
    @FunctionalInterface
    private interface Operation {
        OperatorCommands.Outcome run() throws InterruptedException;
    }

    /**
     * Lets claims wait, each until its own deadline, until {@link #resume}, and waits until no claim holds a
     * connection.
     *
     * @throws IllegalStateException if allowPoolSuspension is not set
     */
    public OperationReport suspend(Duration limit) {
        check(limit);
        if (!pool.settings().claims().suspendable()) {
            throw new IllegalStateException("pool " + pool.settings().poolName()
                    + " cannot be suspended: set allowPoolSuspension before it starts");
        }
        pool.claims().suspend();
        return report(() -> operations().awaitUnheld(limit), limit);
    }

    /** Serves claims again. */
    public void resume() {
        pool.claims().resume();
    }

    /** Replaces every connection: free ones at once, held ones as they are given back, for which it waits. */
    public OperationReport evict(Duration limit) {
        return report(() -> operations().evict("", limit), limit);
    }

    /**
     * Replaces every connection to a backend, as {@link #evict(Duration)} does.
     *
     * @param backend its name, address and port, or both as {@code backends()} has them; a name may be that of several
     * @throws IllegalArgumentException if there is no such backend
     */
    public OperationReport evict(String backend, Duration limit) {
        return report(() -> operations().evict(named(backend), limit), limit);
    }

    /**
     * Sees to it that a connection reaches no other claim: the claim that has it keeps it until it closes it.
     *
     * @throws IllegalArgumentException if it is not a connection that a claim of this pool has
     */
    public void evict(Connection connection) {
        try {
            if (connection.isWrapperFor(ClaimedConnection.class)) {
                ClaimedConnection claimed = connection.unwrap(ClaimedConnection.class);
                if (claimed.isOf(pool.claims())) {
                    claimed.evict();
                    return;
                }
            }
        } catch (SQLException e) {
            throw new IllegalArgumentException("the connection does not say whose it is: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(
                "the connection is none that a claim of pool " + pool.settings().poolName() + " has");
    }

    /**
     * Takes a backend out of service until {@link #restore}, or until it leaves the service by itself: it gets no new
     * claims, its free connections close at once, and held ones as they are given back, for which it waits. Its share
     * of the slots goes to the others.
     *
     * @param backend as for {@link #evict(String, Duration)}
     * @throws IllegalArgumentException if there is no such backend
     */
    public OperationReport drain(String backend, Duration limit) {
        return report(() -> operations().drain(named(backend), limit), limit);
    }

    /**
     * Lets a backend serve again that was drained.
     *
     * @param backend as for {@link #evict(String, Duration)}
     * @throws IllegalArgumentException if there is no such backend
     */
    public void restore(String backend) {
        operations().restore(named(backend));
    }

    private static String named(String backend) {
        if (backend.isBlank()) {
            throw new IllegalArgumentException("the name of the backend is blank");
        }
        return backend;
    }

    /** Before anything has taken effect. */
    private static void check(Duration limit) {
        if (limit.isNegative() || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the limit must be from 0 to " + LONGEST + ", not " + limit);
        }
    }

    private OperatorCommands operations() {
        return pool.backends().operations();
    }

    /** One that is interrupted says how it stands. */
    private OperationReport report(Operation operation, Duration limit) {
        check(limit);
        try {
            return pool.claims().diagnosis().report(operation.run());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new OperationReport(
                    false,
                    pool.backends().counts().held(),
                    pool.claims().diagnosis().holders());
        }
    }
}
