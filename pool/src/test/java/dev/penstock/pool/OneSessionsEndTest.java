package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** One session ends, or its server reports the end of another one: the other sessions live on. */
class OneSessionsEndTest {
    private static final int SLOTS = 8;

    @RegisterExtension
    final Pools pools = new Pools();

    private void provoke(PenstockDataSource pool, Supplier<SQLException> failure) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            SQLException thrown = failure.get();
            pools.on("Connection.nativeSQL").throwing(thrown).once();
            assertThatThrownBy(() -> connection.nativeSQL("")).isSameAs(thrown);
        }
    }

    private static SQLException sent(String severity, String state) {
        return new PSQLException(new ServerErrorMessage("S" + severity + "\0C" + state + "\0Mscripted\0"));
    }

    private long checks() {
        return pools.database().calls().stream()
                .filter(call -> call.contains("Connection.isValid"))
                .count();
    }

    @Test
    void lossOfOneSessionReplacesThatOneAlone() throws SQLException {
        PenstockDataSource pool = pools.full(SLOTS, config -> {});
        for (int lost = 1; lost <= 3; lost++) {
            provoke(pool, () -> new SQLException("gone", "08006"));
            Pools.awaitUnclaimed(pool::backends, SLOTS);
            int opened = SLOTS + lost;
            Await.until(
                    "it is replaced", Invariants.LIMIT, () -> pools.database().connectionsOpened() >= opened);
        }
        Await.until("the others are checked", Invariants.LIMIT, () -> checks() >= SLOTS - 1);
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        assertThat(pools.database().connectionsOpened()).isEqualTo(SLOTS + 3);
    }

    @Test
    void errorAboutAnotherServerCostsNoSession() throws SQLException {
        PenstockDataSource pool = pools.full(SLOTS, config -> {});
        for (int i = 0; i < 20; i++) {
            provoke(pool, () -> sent("ERROR", "08001"));
        }
        Await.until("its connection is checked", Invariants.LIMIT, () -> checks() > 0);
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        assertThat(pools.database().connectionsOpened()).isEqualTo(SLOTS);
    }

    @Test
    void sessionThatErrorHidAsDeadReachesNoClaim() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setAliveBypassWindow(60_000));
        provoke(pool, () -> sent("ERROR", "08001"));
        pools.on("Connection.isValid").returning(false).once();
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.createStatement().executeUpdate("update")).isEqualTo(1);
        }
        Await.until("it is replaced", Invariants.LIMIT, () -> pools.database().connectionsOpened() == 2);
    }

    @Test
    void sessionThatServerEndedIsReplacedWhateverTheState() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> {});
        provoke(pool, () -> sent("FATAL", "25P03"));
        Await.until("it is replaced", Invariants.LIMIT, () -> pools.database().connectionsOpened() == 3);
        Pools.awaitUnclaimed(pool::backends, 2);
        assertThat(checks()).as("no other session is doubted").isZero();
    }
}
