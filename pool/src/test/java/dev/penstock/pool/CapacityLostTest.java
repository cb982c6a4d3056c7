package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bugs by which other pools lost slots; docs/peer-bugs.md lists them. */
class CapacityLostTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    @DisplayName("HikariCP #791, #2265; DBCP-459: an interrupt while the pool connects")
    void interruptDuringConnectKeepsCapacity() throws SQLException {
        var hang = pools.on("Driver.connect").hangIgnoringInterrupt();
        PenstockDataSource pool = pools.open(1, config -> {});
        Claimant<Connection> claimant = Claimant.start(pool::getConnection);
        Await.until("the connect hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        Pools.awaitWaiting(pool, 1);
        claimant.thread().interrupt();
        assertThat(claimant.failure()).isInstanceOf(ClaimInterruptedException.class);
        hang.usual();
        hang.release();
        Pools.awaitUnclaimed(pool::backends, 1);
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    @DisplayName("POOL-162: an interrupt at the moment a slot is handed over")
    void interruptAtHandoverKeepsCapacity() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (int round = 0; round < 300; round++) {
            Connection held = pool.getConnection();
            CountDownLatch go = new CountDownLatch(1);
            Claimant<Boolean> waiter = Claimant.start(() -> claimAndRelease(pool));
            Pools.awaitWaiting(pool, 1);
            Claimant<Void> interrupter = Claimant.start(() -> {
                go.await();
                waiter.thread().interrupt();
                return null;
            });
            go.countDown();
            held.close();
            waiter.result();
            interrupter.result();
            Pools.awaitUnclaimed(pool::backends, 1);
        }
    }

    @Test
    @DisplayName("POOL-144: a claim's deadline passes at the moment a slot is handed over")
    void deadlineAtHandoverKeepsCapacity() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(250));
        for (int round = 0; round < 6; round++) {
            Connection held = pool.getConnection();
            long began = System.nanoTime();
            List<Claimant<Boolean>> waiters = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiters.add(Claimant.start(() -> claimAndRelease(pool)));
            }
            long early = 4_000_000 - round * 1_500_000L;
            while (System.nanoTime() - began < 250_000_000 - early) {
                LockSupport.parkNanos(100_000);
            }
            held.close();
            waiters.forEach(Claimant::result);
            Pools.awaitUnclaimed(pool::backends, 1);
        }
    }

    private static boolean claimAndRelease(PenstockDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return !connection.isClosed();
        } catch (ClaimInterruptedException | AllSlotsClaimedException e) {
            return false;
        }
    }

    @Test
    @DisplayName("POOL-287: a slot is evicted at the moment it is given back")
    void evictionAtReleaseKeepsCapacity() throws SQLException {
        for (int round = 0; round < 100; round++) {
            PenstockDataSource pool = pools.full(2, config -> {});
            Connection one = pool.getConnection();
            Connection other = pool.getConnection();
            CountDownLatch go = new CountDownLatch(1);
            Claimant<Void> first = Claimant.start(() -> close(one, go));
            Claimant<Void> second = Claimant.start(() -> close(other, go));
            go.countDown();
            pool.close();
            first.result();
            second.result();
            assertThat(Invariants.total(pool.backends())).isZero();
        }
    }

    private static Void close(Connection connection, CountDownLatch go) throws Exception {
        go.await();
        connection.close();
        return null;
    }

    @Test
    @DisplayName("HikariCP #1760: an Error from a logger skips a close")
    void loggerErrorKeepsCapacity() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> {});
        try (ScriptedLog log = new ScriptedLog(() -> {
            throw new StackOverflowError("no log today");
        })) {
            for (int i = 0; i < 3; i++) {
                pools.on("Connection.close")
                        .throwing(new SQLException("does not close"))
                        .once();
                pools.on("Driver.connect").throwing(new SQLException("later")).once();
                Connection connection = pool.getConnection();
                pools.lose(connection);
                connection.close();
                Pools.awaitUnclaimed(pool::backends, 2);
            }
            pool.close();
            Await.until(
                    "all are closed", Invariants.LIMIT, () -> pools.database().connectionsOpen() == 0);
            assertThat(log.lines()).isPositive();
        }
    }

    @Test
    @DisplayName("A layer of the driver returns null, and the pool drains to zero")
    void nullConnectionsDoNotCount() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> config.setConnectionTimeout(250));
        pools.on("Driver.connect").returningNull();
        Connection one = pool.getConnection();
        Connection other = pool.getConnection();
        pools.lose(one);
        pools.lose(other);
        one.close();
        other.close();
        assertThatThrownBy(pool::getConnection).isInstanceOf(NoBackendOnlineException.class);
        pools.on("Driver.connect").usual();
        Pools.awaitUnclaimed(pool::backends, 2);
        pool.getConnection().close();
    }
}
