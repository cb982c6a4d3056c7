package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try") // what matters of some connections is that they are held
class PoolCloseTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void closeFailsWaitersAndClosesReturnedConnections() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection held = pool.getConnection();
        List<Claimant<Connection>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(Claimant.start(pool::getConnection));
        }
        Pools.awaitWaiting(pool, 3);
        Claimant<Void> closer = Claimant.start(() -> {
            pool.close();
            return null;
        });
        waiters.forEach(waiter -> assertThat(waiter.failure())
                .isInstanceOf(PoolClosedException.class)
                .hasMessageContaining("the pool is closed"));
        assertThat(held.isValid(1)).as("a held claim goes on").isTrue();
        held.close();
        closer.result();
    }

    @Test
    void secondCloseAndLaterClaimAreHarmless() {
        PenstockDataSource pool = pools.full(2, config -> {});
        pool.close();
        pool.close();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(pool::getConnection).isInstanceOf(PoolClosedException.class);
        }
        assertThatThrownBy(() -> pool.setPoolName("late")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void claimAfterCloseStartsNoThread() {
        PenstockDataSource pool = pools.full(1, config -> {});
        pool.close();
        Await.until("its threads have ended", Invariants.LIMIT, () -> penstockThreads() == 0);
        long asked = pool.waits().event(WaitEvent.SLOT_STATUS).total();
        assertThatThrownBy(pool::getConnection).isInstanceOf(PoolClosedException.class);
        assertThat(penstockThreads()).isZero();
        assertThat(pool.waits().event(WaitEvent.SLOT_STATUS).total())
                .as("status round trips")
                .isEqualTo(asked);
    }

    private static long penstockThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("penstock-"))
                .count();
    }

    @Test
    void unusedPoolClosesAndStaysClosed() {
        PenstockDataSource pool = pools.config(1, config -> {});
        pool.close();
        assertThatThrownBy(pool::getConnection)
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(pool::start).isInstanceOf(IllegalStateException.class);
        assertThat(pools.database().connectionsOpened()).isZero();
    }

    @RepeatedTest(20)
    void claimsThatRaceWithCloseEndWithAConnectionOrAReason() {
        PenstockDataSource pool = pools.full(2, config -> {});
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        List<Claimant<Integer>> claimants = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            claimants.add(Claimant.start("claimant-" + i, () -> {
                go.await();
                int claims = 0;
                while (!over.get()) {
                    try (Connection connection = pool.getConnection()) {
                        claims++;
                    } catch (PoolClosedException e) {
                        return claims;
                    }
                }
                return claims;
            }));
        }
        go.countDown();
        pool.close();
        claimants.forEach(Claimant::result);
        over.set(true);
    }
}
