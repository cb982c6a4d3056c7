package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.pool.claims.Claims;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The bounds of the queue, suspension, and the recorded claims. */
@Timeout(120)
class QueueTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private final AtomicLong ahead = new AtomicLong();

    @Test
    void waiterBeyondMaxWaitersIsRefusedAtOnce() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setMaxWaiters(1));
        Connection held = pool.getConnection();
        Claimant<Connection> waiter = Claimant.start(pool::getConnection);
        awaitWaiting(pool, 1);

        assertThatThrownBy(pool::getConnection)
                .isInstanceOf(TooManyWaitersException.class)
                .hasMessageContaining("maxWaiters 1");
        held.close();
        waiter.result().close();
    }

    @Test
    void claimWithOwnTimeoutEndsByIt() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(0));
        try (Connection held = pool.claim(ClaimOptions.none().withOperation("export"))) {
            assertThat(held.isValid(1)).isTrue();
            assertThatThrownBy(() -> pool.claim(ClaimOptions.none().withTimeout(Duration.ofMillis(20))))
                    .isInstanceOf(AllSlotsClaimedException.class)
                    .hasMessageContaining("within 20 ms")
                    .hasMessageContaining("for 'export'");
        }
    }

    @Test
    void meaninglessOptionsAreRefused() {
        assertThatThrownBy(() -> ClaimOptions.none().withTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeout PT0S");
        assertThatThrownBy(() -> ClaimOptions.none().withOperation(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    /** The test moves the clock, so that waiters have waited for long. */
    @Test
    void oldestWaiterIsShedIfDelayLasts() throws Exception {
        Claims claims = pools.bare(
                        1,
                        config -> config.setQueuePolicy("codel"),
                        () -> System.nanoTime() + ahead.get(),
                        Duration.ofDays(1))
                .claims();
        Connection held = claims.claim();
        List<Claimant<Connection>> waiters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiters.add(Claimant.start("waiter-" + i, claims::claim));
            int waiting = i + 1;
            Await.until("it waits", Invariants.LIMIT, () -> claims.waiting() == waiting);
        }
        ahead.addAndGet(Duration.ofSeconds(2).toNanos());
        held.close();
        Connection first = waiters.get(0).result();
        ahead.addAndGet(Duration.ofSeconds(2).toNanos());
        first.close();

        assertThat(waiters.get(1).failure())
                .isInstanceOf(ClaimShedException.class)
                .hasMessageContaining("100 ms");
        waiters.get(2).result().close();
        waiters.get(3).result().close();
        assertThat(claims.accounts().snapshot().claims(ClaimTotals.Outcome.SHED))
                .isOne();
        assertThat(claims.accounts().snapshot().claims(ClaimTotals.Outcome.OK)).isEqualTo(4);
    }

    @Test
    void claimsOfSuspendedPoolWaitUntilResume() throws SQLException {
        Claims claims = pools.bare(1, config -> config.setConnectionTimeout(250), System::nanoTime, Duration.ofDays(1))
                .claims();
        claims.suspend();
        assertThatThrownBy(claims::claim).hasMessageContaining("the pool is suspended");
        assertThat(claims.accounts().snapshot().claims(ClaimTotals.Outcome.TIMEOUT))
                .isOne();
        assertThat(claims.accounts()
                        .snapshot()
                        .event(WaitEvent.CLAIM_WAIT_ADMIN)
                        .total())
                .isPositive();
        Claimant<Connection> waiter =
                Claimant.start(() -> claims.claim(ClaimOptions.none().withTimeout(Invariants.LIMIT)));
        Await.until("it waits", Invariants.LIMIT, () -> claims.waiting() == 1);
        claims.resume();
        waiter.result().close();
        claims.claim().close();
    }

    @Test
    void closeOfSuspendedPoolFailsItsWaiters() {
        Claims claims = pools.bare(1, config -> {}, System::nanoTime, Duration.ofDays(1))
                .claims();
        claims.suspend();
        Claimant<Connection> waiter = Claimant.start(claims::claim);
        Await.until("it waits", Invariants.LIMIT, () -> claims.waiting() == 1);
        claims.close();
        assertThat(waiter.failure()).isInstanceOf(PoolClosedException.class);
        assertThat(claims.accounts().snapshot().claims(ClaimTotals.Outcome.CLOSED))
                .isOne();
        claims.resume();
        assertThat(claims.isOpen()).as("a closed pool stays closed").isFalse();
    }

    @Test
    void recorderKeepsTheClaimsOfASlot() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (int i = 0; i < 20; i++) {
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
        }
        List<RecordedClaim> recorded = pool.recordedClaims();
        assertThat(recorded).hasSize(20).allSatisfy(claim -> {
            assertThat(claim.calls()).isOne();
            assertThat(claim.threadId()).isEqualTo(Thread.currentThread().getId());
            assertThat(claim.holdNanos()).isGreaterThanOrEqualTo(claim.executeNanos());
        });
        assertThat(number(recorded.get(0))).isGreaterThan(number(recorded.get(19)));
    }

    /** The last part of the claim's printed ID. */
    private static long number(RecordedClaim recorded) {
        return Long.parseLong(recorded.claim().substring(recorded.claim().lastIndexOf('-') + 1));
    }

    @Test
    void poolWithoutRecordingServesClaims() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> config.setRecording("off"));
        for (int i = 0; i < 100; i++) {
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
        }
        assertThat(pool.waits().claims().ended()).isZero();
        assertThat(pool.holders()).isEmpty();
    }

    @Test
    void recordingOfClaimsOmitsCalls() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setRecording("claims"));
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
        assertThat(pool.waits().claims().ended()).isOne();
        assertThat(pool.waits().event(WaitEvent.CLAIM_EXECUTE).total()).isZero();
    }

    @Test
    void overrideDecidesWhichExceptionEndsConnection() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setExceptionOverride(new ByMessage()));
        long opened = pools.database().connectionsOpened();
        provoke(pool, new SQLException("spare it", "08006"));
        assertThat(pools.database().connectionsOpened()).as("it stays").isEqualTo(opened);
        provoke(pool, new SQLException("end it", "42601"));
        Await.until("it is replaced", Invariants.LIMIT, () -> pools.database().connectionsOpened() == opened + 1);
    }

    private void provoke(PenstockDataSource pool, SQLException thrown) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            pools.on("Connection.nativeSQL").throwing(thrown).once();
            assertThatThrownBy(() -> connection.nativeSQL("")).isSameAs(thrown);
        }
    }

    /** Decides by the message of the exception. */
    private static final class ByMessage implements SQLExceptionOverride {
        @java.lang.Override
        public SQLExceptionOverride.Override adjudicate(SQLException exception) {
            return exception.getMessage().startsWith("spare")
                    ? SQLExceptionOverride.Override.DO_NOT_EVICT
                    : SQLExceptionOverride.Override.MUST_EVICT;
        }
    }

    private static void awaitWaiting(PenstockDataSource pool, int waiting) {
        Await.until(
                waiting + " wait",
                Invariants.LIMIT,
                () -> pool.waits().event(WaitEvent.CLAIM_ACQUIRE).active() == waiting);
    }
}
