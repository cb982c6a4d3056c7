package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bugs that made other pools hand out a wrong connection; docs/peer-bugs.md lists them. */
class WrongConnectionTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private static Connection driversOwn(Connection claimed) throws SQLException {
        return (Connection) claimed.unwrap(Proxy.class);
    }

    @Test
    @DisplayName("HikariCP #2142: rolling back to a savepoint makes the pool forget the transaction")
    void rollbackToSavepointKeepsTheTransactionKnown() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().executeUpdate("update t set a = 1");
            Savepoint savepoint = connection.setSavepoint();
            connection.createStatement().executeUpdate("update t set a = 2");
            connection.rollback(savepoint);
            assertThat(pools.database().transactionsOpen()).isEqualTo(1);
        }
        assertThat(pools.database().calls()).contains("Connection.rollback()");
        assertThat(pools.database().transactionsOpen()).isZero();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    @DisplayName("HikariCP #1441: a connection that was evicted while borrowed goes back")
    void connectionHeldAtPoolCloseIsClosedOnRelease() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection held = pool.getConnection();
        Claimant<Connection> waiter = Claimant.start(pool::getConnection);
        Pools.awaitWaiting(pool, 1);
        Claimant<Void> closer = Claimant.start(() -> {
            pool.close();
            return null;
        });
        assertThat(waiter.failure()).isInstanceOf(PoolClosedException.class);
        Connection driver = driversOwn(held);
        held.close();
        closer.result();
        Await.until("the held connection is closed", Invariants.LIMIT, driver::isClosed);
        assertThat(Invariants.total(pool.backends())).isZero();
    }

    /** The others were used a moment ago, and are validated only because one was lost. */
    @Test
    @DisplayName("DBCP-444, HikariCP #2348: a closed connection is handed out")
    void lossOfOneConnectionMakesOthersBeChecked() throws SQLException {
        PenstockDataSource pool = pools.full(3, config -> {});
        List<Connection> all = List.of(pool.getConnection(), pool.getConnection(), pool.getConnection());
        List<Connection> drivers = new ArrayList<>();
        for (Connection one : all) {
            drivers.add(driversOwn(one));
        }
        all.get(1).close();
        all.get(2).close();
        for (Connection dead : drivers) {
            dead.close();
        }
        pools.lose(all.get(0));
        all.get(0).close();
        for (int i = 0; i < 3; i++) {
            try (Connection next = pool.getConnection()) {
                assertThat(next.isClosed()).isFalse();
                assertThat(next.createStatement().executeUpdate("update")).isEqualTo(1);
            }
        }
    }

    @Test
    @DisplayName("A driver calls a dead connection valid")
    void deadConnectionCalledValidIsHandedOutOnceAtMost() throws SQLException {
        Pools.Bare pool = pools.distrustful(1, config -> {});
        pools.on("Connection.isValid").returning(true);
        Connection first = pool.claims().claim();
        Connection driver = driversOwn(first);
        first.close();
        driver.close();
        try (Connection dead = pool.claims().claim()) {
            assertThatThrownBy(() -> dead.createStatement()).isInstanceOf(SQLException.class);
        }
        Pools.awaitUnclaimed(pool::backends, 1);
        try (Connection next = pool.claims().claim()) {
            assertThat(next.createStatement().executeUpdate("update")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("HikariCP #270: a statement is closed while its connection is")
    void statementsClosedDuringCloseHarmNoOtherClaim() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (int round = 0; round < 200; round++) {
            Connection connection = pool.getConnection();
            List<Statement> statements = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                statements.add(connection.createStatement());
            }
            CountDownLatch go = new CountDownLatch(1);
            Claimant<Void> closer = Claimant.start(() -> {
                go.await();
                for (Statement statement : statements) {
                    statement.close();
                }
                return null;
            });
            go.countDown();
            connection.close();
            try (Connection next = pool.getConnection();
                    Statement statement = next.createStatement()) {
                assertThat(statement.executeUpdate("update")).isEqualTo(1);
                closer.result();
                assertThat(statement.isClosed()).isFalse();
            }
            assertThat(pools.database().statementsOpen()).isZero();
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }
}
