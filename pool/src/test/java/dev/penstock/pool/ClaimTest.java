package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try") // what matters of some connections is that they are held
@Timeout(300)
class ClaimTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void freeSlotIsClaimedAtOnceAndReturnedOnClose() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (int i = 0; i < 100; i++) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                assertThat(statement.executeUpdate("update t set a = 1")).isEqualTo(1);
            }
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
        assertThat(pool.waits().claims().ended()).isEqualTo(100);
    }

    @Test
    void waitersAreServedInOrder() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection held = pool.getConnection();
        List<Integer> order = new ArrayList<>();
        List<Claimant<Boolean>> claimants = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            claimants.add(Claimant.start("claimant-" + i, () -> {
                try (Connection mine = pool.getConnection()) {
                    return order.add(number);
                }
            }));
            Pools.awaitWaiting(pool, i + 1);
        }
        held.close();
        claimants.forEach(Claimant::result);
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void secondCloseDoesNotTouchNextClaim() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection first = pool.getConnection();
        first.close();
        first.close();
        Connection second = pool.getConnection();
        first.close();
        first.abort(Runnable::run);
        assertThat(second.isClosed()).isFalse();
        assertThat(second.createStatement().executeUpdate("update")).isEqualTo(1);
        assertThat(Invariants.held(pool.backends())).isEqualTo(1);
        second.close();
        assertThat(first.isClosed()).isTrue();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void tenConcurrentClosesReturnSlotOnce() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> {});
        for (int round = 0; round < 200; round++) {
            Connection connection = pool.getConnection();
            CountDownLatch go = new CountDownLatch(1);
            List<Claimant<Void>> closers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                closers.add(Claimant.start(() -> {
                    go.await();
                    connection.close();
                    return null;
                }));
            }
            go.countDown();
            closers.forEach(Claimant::result);
        }
        assertThat(Invariants.unclaimed(pool.backends())).isEqualTo(2);
        assertThat(pool.waits().claims().ended()).isEqualTo(200);
    }

    @Test
    void interruptedThreadGetsFreeSlot() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Thread.currentThread().interrupt();
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.isClosed()).isFalse();
        } finally {
            assertThat(Thread.interrupted()).as("interrupt status kept").isTrue();
        }
    }

    @Test
    void interruptedThreadGetsFreeSlotAfterValidation() throws SQLException {
        Pools.Bare pool = pools.distrustful(1, config -> {});
        Thread.currentThread().interrupt();
        try (Connection connection = pool.claims().claim()) {
            assertThat(connection.isClosed()).isFalse();
        } finally {
            assertThat(Thread.interrupted()).as("interrupt status kept").isTrue();
        }
        assertThat(pools.database().connectionsOpened())
                .as("nothing was thrown away")
                .isEqualTo(1);
    }

    @Test
    void interruptDuringWaitEndsClaimAndLosesNothing() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection held = pool.getConnection();
        Claimant<Boolean> waiter = Claimant.start(() -> {
            assertThatThrownBy(pool::getConnection)
                    .isInstanceOf(ClaimInterruptedException.class)
                    .hasMessageContaining("was interrupted");
            return Thread.currentThread().isInterrupted();
        });
        Pools.awaitWaiting(pool, 1);
        waiter.thread().interrupt();
        assertThat(waiter.result()).as("interrupt status").isTrue();
        held.close();
        assertThatCode(() -> pool.getConnection().close()).doesNotThrowAnyException();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void interruptDuringValidationEndsClaimAndReconnectsSlot() {
        Pools.Bare pool = pools.distrustful(1, config -> {});
        var hang = pools.on("Connection.isValid").hang();
        Claimant<Connection> claimant = Claimant.start(() -> pool.claims().claim());
        Await.until("the check hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        claimant.thread().interrupt();
        assertThat(claimant.failure()).isInstanceOf(ClaimInterruptedException.class);
        hang.usual();
        hang.release();
        Pools.awaitUnclaimed(pool::backends, 1);
    }

    @Test
    void zeroTimeoutWaitsUntilServed() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(0));
        Connection held = pool.getConnection();
        Claimant<Boolean> waiter = Claimant.start(() -> {
            try (Connection mine = pool.getConnection()) {
                return mine.isValid(1);
            }
        });
        Pools.awaitWaiting(pool, 1);
        held.close();
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void zeroTimeoutWaitsAtAnyClockReading() throws SQLException {
        long origin = System.nanoTime();
        Pools.Bare pool = pools.bare(
                1,
                config -> config.setConnectionTimeout(0),
                () -> System.nanoTime() - origin - 3_600_000_000_000L,
                java.time.Duration.ZERO);
        pool.claims().claim().close();
        assertThat(pools.database().connectionsOpened())
                .as("the connection was good")
                .isEqualTo(1);
    }

    @Test
    void clockOverflowChangesNothing() throws SQLException {
        long origin = System.nanoTime();
        Pools.Bare pool = pools.bare(
                1,
                config -> config.setConnectionTimeout(300),
                () -> System.nanoTime() - origin + Long.MAX_VALUE - 10_000_000,
                java.time.Duration.ZERO);
        for (int i = 0; i < 50; i++) {
            pool.claims().claim().close();
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        Connection held = pool.claims().claim();
        assertThatThrownBy(() -> pool.claims().claim()).isInstanceOf(AllSlotsClaimedException.class);
        held.close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void deadlineBeyondClockOverflowIsStillAhead() throws SQLException {
        long origin = System.nanoTime();
        Pools.Bare pool = pools.bare(
                1,
                config -> config.setConnectionTimeout(60_000),
                () -> System.nanoTime() - origin + Long.MAX_VALUE - 20_000_000_000L,
                java.time.Duration.ZERO);
        Connection held = pool.claims().claim();
        Claimant<Connection> waiter = Claimant.start(() -> pool.claims().claim());
        Await.until("it waits", Invariants.LIMIT, () -> pool.claims().waiting() == 1);
        held.close();
        waiter.result().close();
    }

    @Test
    void deadlineBoundsWaitInQueue() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(250));
        try (Connection held = pool.getConnection()) {
            assertThatThrownBy(pool::getConnection)
                    .isInstanceOf(AllSlotsClaimedException.class)
                    .hasMessageContaining("within 250 ms");
        }
    }

    @Test
    void deadlineBoundsHangingConnect() {
        var hang = pools.on("Driver.connect").hangIgnoringInterrupt();
        PenstockDataSource pool = pools.open(1, config -> config.setConnectionTimeout(250));
        Claimant<Connection> claimant = Claimant.start(pool::getConnection);
        assertThat(claimant.failure())
                .isInstanceOf(NoBackendOnlineException.class)
                .hasMessageContaining("connecting=1");
        hang.usual();
        hang.release();
    }

    @Test
    void deadlineBoundsHangingValidation() {
        Pools.Bare pool = pools.distrustful(1, config -> {
            config.setConnectionTimeout(250);
            config.setValidationTimeout(60_000);
        });
        var hang = pools.on("Connection.isValid").hangIgnoringInterrupt();
        Claimant<Connection> claimant = Claimant.start(() -> pool.claims().claim());
        assertThat(claimant.failure())
                .isInstanceOf(ClaimFailure.class)
                .hasMessageContaining("within 250 ms")
                .hasMessageContaining("claim_validate");
        assertThat(pool.accounts().snapshot().event(WaitEvent.CLAIM_VALIDATE).totalNanos())
                .isGreaterThanOrEqualTo(250_000_000);
        hang.usual();
        hang.release();
    }

    @Test
    void lateClaimReturnsSlotThatItCouldNotValidate() {
        Pools.Bare pool = pools.distrustful(4, config -> config.setConnectionTimeout(250));
        var hang = pools.on("Connection.isValid").hang().once();
        assertThatThrownBy(() -> pool.claims().claim()).isInstanceOf(ClaimFailure.class);
        hang.release();
        Pools.awaitUnclaimed(pool::backends, 4);
        assertThat(pools.database().connectionsOpened())
                .as("one was replaced, three were kept")
                .isEqualTo(5);
    }

    @Test
    void connectionOfLyingDriverIsReplacedAndSlotStays() throws SQLException {
        Pools.Bare pool = pools.distrustful(2, config -> {});
        pools.on("Connection.isValid").returning(false).once();
        pool.claims().claim().close();
        Pools.awaitUnclaimed(pool::backends, 2);
        assertThat(pools.database().connectionsOpened())
                .as("one was replaced, and the other where nobody had it yet")
                .isBetween(3L, 4L);
    }
}
