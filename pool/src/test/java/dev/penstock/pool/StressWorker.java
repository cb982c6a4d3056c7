package dev.penstock.pool;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/** One thread of a stress run: it claims, and treats what it gets as badly as an application may. */
final class StressWorker implements Runnable {
    private static final int IN_HUNDRED = 100;

    private final PenstockDataSource pool;
    private final StressTally tally;
    private final SplittableRandom random;
    /** The driver's connections that somebody holds. */
    private final Set<Object> held;

    private final Executor others;
    private volatile Thread thread;

    StressWorker(PenstockDataSource pool, StressTally tally, long seed, Set<Object> held, Executor others) {
        this.pool = pool;
        this.tally = tally;
        this.random = new SplittableRandom(seed);
        this.held = held;
        this.others = others;
    }

    /** Interrupts whatever it does. */
    void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (!tally.over()) {
                claim();
            }
        } catch (Throwable e) {
            tally.unexpected(e);
        } finally {
            thread = null;
            tally.ended();
        }
    }

    private boolean seldom(int percent) {
        return random.nextInt(IN_HUNDRED) < percent;
    }

    private void claim() throws SQLException {
        if (!seldom(5)) {
            Thread.interrupted();
        }
        Connection connection;
        try {
            connection = pool.getConnection();
        } catch (PoolClosedException e) {
            tally.closed();
            return;
        } catch (AllSlotsClaimedException | NoBackendOnlineException e) {
            tally.timedOut();
            return;
        } catch (ClaimInterruptedException e) {
            tally.interrupted();
            return;
        }
        tally.served();
        hold(connection);
    }

    private void hold(Connection connection) throws SQLException {
        Object driver = connection.unwrap(Proxy.class);
        if (!held.add(driver)) {
            tally.unexpected(new AssertionError("two claims hold " + driver));
        }
        try {
            use(connection);
        } catch (SQLException e) {
            tally.failed();
        } finally {
            held.remove(driver);
            end(connection);
        }
    }

    private void use(Connection connection) throws SQLException {
        if (seldom(20)) {
            connection.setAutoCommit(false);
        }
        if (seldom(5)) {
            connection.setReadOnly(true);
        }
        if (seldom(2)) {
            ((Connection) connection.unwrap(Proxy.class)).close();
        }
        Statement statement = connection.createStatement();
        statement.executeUpdate("update t set a = 1");
        if (seldom(80)) {
            statement.close();
        }
        if (seldom(10)) {
            LockSupport.parkNanos(random.nextInt(1_000_000));
        } else if (seldom(1)) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Closes it, once or twice, here or elsewhere, or aborts it. */
    private void end(Connection connection) throws SQLException {
        int way = random.nextInt(IN_HUNDRED);
        if (way < 2) {
            connection.abort(Runnable::run);
        } else if (way < 5) {
            others.execute(() -> close(connection));
            close(connection);
        } else if (way < 10) {
            others.execute(() -> close(connection));
        } else {
            close(connection);
        }
        if (way % 5 == 0) {
            close(connection);
        }
    }

    private void close(Connection connection) {
        try {
            connection.close();
        } catch (Throwable e) {
            tally.unexpected(e);
        }
    }
}
