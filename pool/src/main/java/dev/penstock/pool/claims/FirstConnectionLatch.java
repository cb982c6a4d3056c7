package dev.penstock.pool.claims;

import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.jdbc.SessionSetupException;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A connector that knows whether a connection was ever made, for who starts a pool and waits for that. Thread-safe. */
public final class FirstConnectionLatch implements Connector {
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(20).toNanos();

    private final Connector connector;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private volatile boolean made;
    private volatile @Nullable SessionSetupException misconfigured;

    public FirstConnectionLatch(Connector connector) {
        this.connector = connector;
    }

    public boolean made() {
        return made;
    }

    /** Why the last session that was opened could not be made as it is to be. */
    public Optional<SessionSetupException> misconfigured() {
        return Optional.ofNullable(misconfigured);
    }

    /** Waits until a connection is made, or {@code over}; that is asked often. */
    public void await(BooleanSupplier over) throws InterruptedException {
        lock.lock();
        try {
            while (!made && !over.getAsBoolean()) {
                news.awaitNanos(LOOK_AGAIN_NANOS);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Connection connect(Backend backend, Duration timeout) throws SQLException {
        try {
            Connection connection = connector.connect(backend, timeout);
            if (!made) {
                succeeded();
            }
            return connection;
        } catch (SessionSetupException e) {
            misconfigured = e;
            throw e;
        }
    }

    private void succeeded() {
        lock.lock();
        try {
            made = true;
            news.signalAll();
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
    public void close(Connection connection) throws SQLException {
        connector.close(connection);
    }
}
