package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bugs by which other pools reported a leak of the wrong thread; docs/peer-bugs.md lists them. */
class HoldersTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    @DisplayName("HikariCP #204: a leak is reported with the stack of another claim")
    void reportedHolderIsThreadThatHasSlotNow() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (int i = 0; i < 20; i++) {
            String name = "holder-" + i;
            CountDownLatch over = new CountDownLatch(1);
            Claimant<Void> holder = Claimant.start(name, () -> {
                try (Connection connection = pool.getConnection()) {
                    connection.createStatement().executeUpdate("update");
                    over.await();
                }
                return null;
            });
            Await.until(
                    "it holds the slot", Invariants.LIMIT, () -> pool.holders().size() == 1);
            assertThat(pool.holders().get(0).toString()).contains(name);
            over.countDown();
            holder.result();
            assertThat(pool.holders()).isEmpty();
        }
    }

    @Test
    @DisplayName("HikariCP #465: the pool's own use of a connection is reported as a leak")
    void poolsOwnUseOfConnectionIsNotReported() throws SQLException {
        PenstockDataSource pool = pools.full(3, config -> {});
        var hang = pools.on("Connection.isValid").hangIgnoringInterrupt();
        Connection connection = pool.getConnection();
        Connection held = pool.getConnection();
        pools.lose(connection);
        connection.close();
        Await.until(
                "the lost one and the free one are new",
                Invariants.LIMIT,
                () -> pools.database().connectionsOpened() == 5);
        held.close();
        Await.until("the pool checks what was held meanwhile", Invariants.LIMIT, () -> hang.hanging() > 0);
        assertThat(pool.holders()).isEmpty();
        assertThat(Invariants.held(pool.backends())).isZero();
        hang.usual();
        hang.release();
        Pools.awaitUnclaimed(pool::backends, 3);
    }
}
