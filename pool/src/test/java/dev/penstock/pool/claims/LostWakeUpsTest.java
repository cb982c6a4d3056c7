package dev.penstock.pool.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.pool.AllSlotsClaimedException;
import dev.penstock.pool.Claimant;
import dev.penstock.pool.Invariants;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.Pools;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Bugs by which claims of other pools waited although they could have been served; docs/peer-bugs.md lists them. No
 * status request can serve a claim by chance here: there is one a minute.
 */
class LostWakeUpsTest {
    private static final int ROUNDS = 10_000;
    private static final int MOST_SPINS = 1_000;

    @RegisterExtension
    final Pools pools = new Pools();

    private static void slowStatus(PenstockConfig config) {
        config.setStatusTimeout(60_000);
        config.setStatusInterval(60_000);
    }

    private static List<Claimant<Boolean>> waiters(PenstockDataSource pool, int count) {
        List<Claimant<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiters.add(Claimant.start(() -> {
                try (Connection mine = pool.getConnection()) {
                    return !mine.isClosed();
                }
            }));
        }
        Pools.awaitWaiting(pool, count);
        return waiters;
    }

    /** One claim and one release at nearly the same moment, again and again. No other release can serve the claim. */
    @Test
    @DisplayName("HikariCP #452, #1909; POOL-240: a claim queues at the moment a slot becomes free")
    void releaseReachesClaimThatQueuesMeanwhile() throws Exception {
        PenstockDataSource pool = pools.full(1, LostWakeUpsTest::slowStatus);
        CyclicBarrier together = new CyclicBarrier(2);
        Claimant<Integer> claimant = Claimant.start(() -> {
            SplittableRandom random = new SplittableRandom(1);
            int served = 0;
            for (int round = 0; round < ROUNDS; round++) {
                together.await();
                spin(random.nextInt(MOST_SPINS));
                try (Connection mine = pool.getConnection()) {
                    served += mine.isClosed() ? 0 : 1;
                }
                together.await();
            }
            return served;
        });
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < ROUNDS && !claimant.isDone(); round++) {
            Connection held = pool.getConnection();
            together.await(Invariants.LIMIT.toSeconds(), TimeUnit.SECONDS);
            spin(random.nextInt(MOST_SPINS));
            held.close();
            together.await(Invariants.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(claimant.result()).isEqualTo(ROUNDS);
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("POOL-424, AG-201: a connection is thrown away while claims wait for it")
    void waitersAreServedAfterLossOfConnection() throws SQLException {
        PenstockDataSource pool = pools.full(1, LostWakeUpsTest::slowStatus);
        Connection held = pool.getConnection();
        List<Claimant<Boolean>> waiters = waiters(pool, 5);
        pools.lose(held);
        held.close();
        waiters.forEach(waiter -> assertThat(waiter.result()).isTrue());
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
    }

    @Test
    @DisplayName("POOL-356: connecting fails while claims wait")
    void waitersAreServedAfterFailedConnects() throws SQLException {
        PenstockDataSource pool = pools.full(2, LostWakeUpsTest::slowStatus);
        Connection one = pool.getConnection();
        Connection other = pool.getConnection();
        List<Claimant<Boolean>> waiters = waiters(pool, 4);
        pools.on("Driver.connect").throwing(new SQLException("not now", "08001"));
        pools.lose(one);
        pools.lose(other);
        one.close();
        other.close();
        Await.until(
                "connecting has failed",
                Invariants.LIMIT,
                () -> pools.database().callCount("Driver.connect") >= 4);
        pools.on("Driver.connect").usual();
        waiters.forEach(waiter -> assertThat(waiter.result()).isTrue());
    }

    @Test
    @DisplayName("HikariCP 5.0.0: the pool drains to zero and does not refill")
    void emptyPoolRefillsWithoutClaim() throws SQLException {
        PenstockDataSource pool = pools.full(3, LostWakeUpsTest::slowStatus);
        List<Connection> all = List.of(pool.getConnection(), pool.getConnection(), pool.getConnection());
        pools.on("Driver.connect").throwing(new SQLException("not now", "08001"));
        for (Connection one : all) {
            pools.lose(one);
            one.close();
        }
        Await.until(
                "connecting has failed",
                Invariants.LIMIT,
                () -> pools.database().callCount("Driver.connect") >= 3 + 4);
        assertThat(Invariants.unclaimed(pool.backends())).isZero();
        pools.on("Driver.connect").usual();
        Pools.awaitUnclaimed(pool::backends, 3);
    }

    @Test
    @DisplayName("POOL-418: a waiter wakes for no reason")
    void spuriouslyWokenWaiterIsServed() throws SQLException {
        PenstockDataSource pool = pools.full(1, LostWakeUpsTest::slowStatus);
        Connection held = pool.getConnection();
        List<Claimant<Boolean>> waiters = waiters(pool, 3);
        for (int i = 0; i < 1_000; i++) {
            waiters.forEach(waiter -> LockSupport.unpark(waiter.thread()));
        }
        assertThat(waiters).noneMatch(Claimant::isDone);
        held.close();
        waiters.forEach(waiter -> assertThat(waiter.result()).isTrue());
    }

    @Test
    @DisplayName("POOL-418: a waiter that wakes again and again for no reason waits for ever")
    void spuriouslyWokenWaiterEndsByItsDeadline() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(250));
        Connection held = pool.getConnection();
        Claimant<Connection> waiter = Claimant.start(pool::getConnection);
        while (!waiter.isDone()) {
            LockSupport.unpark(waiter.thread());
            LockSupport.parkNanos(100_000);
        }
        assertThat(waiter.failure()).isInstanceOf(AllSlotsClaimedException.class);
        held.close();
    }
}
