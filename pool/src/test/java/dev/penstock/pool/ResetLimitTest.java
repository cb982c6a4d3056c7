package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reset that ends a claim ends by the validation timeout, whatever the driver does. */
class ResetLimitTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private PenstockDataSource pool() {
        return pools.full(1, config -> {
            config.setAutoCommit(false);
            config.setValidationTimeout(250);
            config.setConnectionResetQuery("discard");
        });
    }

    private static void changeEverything(Connection connection) throws SQLException {
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        connection.setCatalog("other");
        connection.setSchema("other");
        connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
        connection.setTypeMap(Map.of("t", String.class));
        connection.setClientInfo("ApplicationName", "other");
        connection.prepareStatement("select 1").executeQuery();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection.getNetworkTimeout",
                "Connection.setNetworkTimeout",
                "PreparedStatement.close",
                "Connection.rollback",
                "Connection.setReadOnly",
                "Connection.setTransactionIsolation",
                "Connection.setCatalog",
                "Connection.setSchema",
                "Connection.setHoldability",
                "Connection.setTypeMap",
                "Connection.getClientInfo",
                "Connection.setClientInfo",
                "Connection.commit",
                "Connection.setAutoCommit",
                "Connection.createStatement",
                "Statement.execute",
                "Connection.getAutoCommit",
                "Connection.isReadOnly",
                "Connection.clearWarnings",
                "Connection.isClosed"
            })
    void hangingCallOfResetDoesNotHoldTheCaller(String method) throws SQLException {
        PenstockDataSource pool = pool();
        Connection connection = pool.getConnection();
        changeEverything(connection);
        StubScript hang = pools.on(method).hangIgnoringInterrupt().once();
        Claimant<Boolean> closing = Claimant.start(() -> {
            connection.close();
            return true;
        });
        assertThat(closing.result()).isTrue();
        assertThat(hang.hanging()).isEqualTo(1);
        try (Connection next = pool.getConnection()) {
            assertThat(next.getSchema()).isEqualTo("public");
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
        Await.until(
                "the session is aborted",
                Invariants.LIMIT,
                () -> pools.database().callCount("Connection.abort") == 1);
    }

    @Test
    void hangingAbortDoesNotHoldTheCaller() throws SQLException {
        PenstockDataSource pool = pool();
        Connection connection = pool.getConnection();
        StubScript rollback =
                pools.on("Connection.rollback").hangIgnoringInterrupt().once();
        StubScript abort = pools.on("Connection.abort").hangIgnoringInterrupt().once();
        connection.close();
        Await.until("the abort hangs", Invariants.LIMIT, () -> abort.hanging() == 1);
        assertThat(rollback.hanging()).isEqualTo(1);
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
    }

    @Test
    void interruptDuringResetCostsNoSession() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setAutoCommit(false));
        Connection connection = pool.getConnection();
        StubScript hang = pools.on("Connection.rollback").hang().once();
        Claimant<Boolean> closing = Claimant.start(() -> {
            connection.close();
            return Thread.currentThread().isInterrupted();
        });
        Await.until("the reset hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        closing.thread().interrupt();
        hang.release();
        assertThat(closing.result()).isTrue();
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void claimWaitsForASlotWhileTheSessionIsReset() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setAutoCommit(false));
        Connection connection = pool.getConnection();
        StubScript hang = pools.on("Connection.rollback").hang().once();
        Claimant<Boolean> closing = Claimant.start(() -> {
            connection.close();
            return true;
        });
        Await.until("the reset hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        Claimant<Boolean> next = Claimant.start(() -> {
            pool.getConnection().close();
            return true;
        });
        Await.until(
                "a claim waits for a slot",
                Invariants.LIMIT,
                () -> pool.waits().event(WaitEvent.CLAIM_WAIT_SLOT).active() == 1);
        assertThat(pool.chains().now())
                .singleElement()
                .asString()
                .contains("on claim_wait_slot", "blocked by claim", "of thread 'claimant'", "at the driver");
        hang.release();
        assertThat(closing.result() && next.result()).isTrue();
        assertThat(pool.waits().event(WaitEvent.CLAIM_WAIT_CONNECT).totalNanos())
                .isZero();
    }

    @Test
    void unchangedSessionIsCheckedByTheCaller() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        connection.createStatement().close();
        connection.commit();
        connection.setAutoCommit(true);
        connection.setReadOnly(false);
        Thread[] caller = new Thread[1];
        pools.on("Connection.isClosed").after(() -> caller[0] = Thread.currentThread());
        connection.close();
        assertThat(caller).containsExactly(Thread.currentThread());
        List<String> calls = pools.database().calls();
        assertThat(calls.subList(calls.lastIndexOf("Connection.setReadOnly(false)"), calls.size()))
                .noneMatch(call -> call.startsWith("Connection.setNetworkTimeout"));
    }
}
