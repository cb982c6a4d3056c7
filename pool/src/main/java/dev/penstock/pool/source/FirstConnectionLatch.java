package dev.penstock.pool.source;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.SessionSetupException;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A connector with a latch that opens with the first connection; a pool waits for it at its start. Thread-safe. */
public final class FirstConnectionLatch implements Connector {
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private final Connector connector;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Condition opened = lock.newCondition();

    /** Written under the lock, and read by any thread. */
    private volatile boolean open;

    private volatile @Nullable SessionSetupException setupFailure;

    /** A closed latch around {@code connector}. */
    public FirstConnectionLatch(Connector connector) {
        this.connector = connector;
    }

    /** Whether a connection was made. */
    public boolean isOpen() {
        return open;
    }

    /** The last reason for which a session that was opened could not be set up; empty if there was none. */
    public Optional<SessionSetupException> setupFailure() {
        return Optional.ofNullable(setupFailure);
    }

    /**
     * Waits until the latch is open.
     *
     * @param over asked every 20 ms; true ends the wait
     * @throws InterruptedException if interrupted while waiting
     */
    public void await(BooleanSupplier over) throws InterruptedException {
        lock.lock();
        try {
            while (!open && !over.getAsBoolean()) {
                opened.awaitNanos(POLL_NANOS);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Connection connect(Backend backend, Duration timeout) throws SQLException {
        try {
            Connection connection = connector.connect(backend, timeout);
            if (!open) {
                open();
            }
            return connection;
        } catch (SessionSetupException e) {
            setupFailure = e;
            throw e;
        }
    }

    private void open() {
        lock.lock();
        try {
            open = true;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isValid(Connection connection, Duration timeout) throws SQLException {
        return connector.isValid(connection, timeout);
    }

    @Override
    public void probe(Backend backend, Duration timeout) throws SQLException {
        connector.probe(backend, timeout);
    }

    @Override
    public Optional<RoleReading> role(Connection connection, Duration timeout) throws SQLException {
        return connector.role(connection, timeout);
    }

    @Override
    public OptionalInt serverProcess(Connection connection) {
        return connector.serverProcess(connection);
    }

    @Override
    public void close(Connection connection) throws SQLException {
        connector.close(connection);
    }

    @Override
    public String withoutSecrets(String text) {
        return connector.withoutSecrets(text);
    }
}
