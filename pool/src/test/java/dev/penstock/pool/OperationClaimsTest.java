package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.pool.operations.ClaimView;
import dev.penstock.pool.operations.OperationCancelledException;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.OperationTimes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims that are made in an operation. */
@Timeout(120)
class OperationClaimsTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void claimBelongsToOperationOfItsThread() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Operation request = Operation.begin("checkout");
                Connection held = pool.getConnection()) {
            assertThat(held.isValid(1)).isTrue();
            assertThat(pool.holders())
                    .singleElement()
                    .satisfies(holder -> assertThat(holder.operation()).contains("checkout"));
            assertThat(pool.waits().operation("checkout", WaitEvent.CLAIM_HOLD).active())
                    .isOne();
            assertThat(request.times().wall()).isPositive();
        }
        try (Connection without = pool.getConnection()) {
            assertThat(without.unwrap(ClaimView.class).operation()).isEmpty();
        }

        WaitSnapshot after = pool.waits();
        assertThat(after.operations()).containsExactly("checkout");
        assertThat(after.operation("checkout", WaitEvent.CLAIM_HOLD).total()).isOne();
        assertThat(after.operation("checkout", WaitEvent.CLAIM_EXECUTE).total()).isOne();
    }

    @Test
    void claimWithNameOfItsOwnIsNested() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Operation request = Operation.begin("request")) {
            try (Connection held = pool.claim(ClaimOptions.none().withOperation("export"))) {
                assertThat(held.unwrap(ClaimView.class).operation()).contains("export");
            }
            assertThat(request.times().claims()).isOne();
            request.cancel();
            assertThatThrownBy(() -> pool.claim(ClaimOptions.none().withOperation("export")))
                    .isInstanceOf(OperationCancelledException.class);
        }
        assertThat(pool.waits().operations()).containsExactly("export");
    }

    @Test
    void claimThatOutlivesItsOperationKeepsIt() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Operation request = Operation.begin("request");
        Connection held = pool.getConnection();
        request.close();

        assertThat(held.unwrap(ClaimView.class).operation()).contains("request");
        held.close();
        assertSum(request.times());
        assertThat(request.times().claims()).isOne();
    }

    @Test
    void cancelEndsWaitingClaimsAtOnce() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(0));
        Connection held = pool.getConnection();
        Operation request = Operation.begin("request");
        Operation.Handle handle = request.handle();
        List<Claimant<Throwable>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(Claimant.start("waiter-" + i, () -> failureWithin(handle, pool)));
        }
        Pools.awaitWaiting(pool, 3);
        request.cancel();

        for (Claimant<Throwable> waiter : waiters) {
            assertThat(waiter.result())
                    .isInstanceOf(OperationCancelledException.class)
                    .hasMessageContaining("operation 'request' was cancelled");
        }
        held.close();
        assertThatThrownBy(pool::getConnection).isInstanceOf(OperationCancelledException.class);
        request.close();
        assertThat(pool.waits().claims(ClaimTotals.Outcome.CANCELLED)).isEqualTo(4);
        assertThat(pool.waits().unaccountedNanos()).isZero();
        assertSum(request.times());
        assertThat(request.times().waiting()).isPositive();
    }

    @Test
    void reportsOfEndedClaimsNameTheirOperation() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setSlowHoldThreshold(10));
        holdForLong(pool, ClaimOptions.none().withOperation("export"));
        holdForLong(pool, ClaimOptions.none());

        List<KeptReport> kept = pool.reports().kept(KeptReport.Kind.SLOW_HOLD);
        assertThat(kept).hasSize(2);
        assertThat(kept.get(1).who().operation()).contains("export");
        assertThat(kept.get(0).who().operation()).isEmpty();
        assertThat(pool.explain(kept.get(1).claim())).contains("for 'export'");
    }

    private static void holdForLong(PenstockDataSource pool, ClaimOptions options) throws SQLException {
        try (Connection held = pool.claim(options)) {
            ClaimView view = held.unwrap(ClaimView.class);
            Await.until(
                    view + " is slow",
                    Invariants.LIMIT,
                    () -> pool.holders().get(0).held().toMillis() >= 11);
        }
    }

    private static Throwable failureWithin(Operation.Handle handle, PenstockDataSource pool) {
        try (Operation carried = handle.enter();
                Connection unexpected = pool.getConnection()) {
            throw new IllegalStateException(carried + " got " + unexpected);
        } catch (SQLException e) {
            return e;
        }
    }

    @Test
    void claimEndsByDeadlineOfItsOperation() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(0));
        try (Connection held = pool.getConnection();
                Operation request = Operation.begin("request").withDeadline(Duration.ofMillis(30));
                Operation nested = Operation.begin("nested")) {
            assertThat(held.isValid(1)).isTrue();
            assertThatThrownBy(pool::getConnection)
                    .isInstanceOf(AllSlotsClaimedException.class)
                    .hasMessageContaining("by the deadline of operation 'nested'");
            assertThatThrownBy(pool::getConnection).isInstanceOf(AllSlotsClaimedException.class);
            assertThat(nested.remainingNanos()).isNegative();
            assertThat(request.allowsClaims()).isFalse();
        }
        assertThat(pool.waits().claims(ClaimTotals.Outcome.TIMEOUT)).isEqualTo(2);
        assertThat(pool.waits().unaccountedNanos()).isZero();
    }

    @Test
    void deadlineReachesClaimThatWaits() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(0));
        try (Connection held = pool.getConnection();
                Operation request = Operation.begin("request")) {
            Operation.Handle handle = request.handle();
            Claimant<Throwable> waiter = Claimant.start(() -> failureWithin(handle, pool));
            Pools.awaitWaiting(pool, 1);
            request.withDeadline(Duration.ZERO);

            assertThat(waiter.result()).isInstanceOf(AllSlotsClaimedException.class);
            assertThat(held.isClosed()).isFalse();
        }
    }

    @Test
    void timesOfOperationAddUpWhileItLasts() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> {});
        try (Operation request = Operation.begin("request")) {
            for (int i = 0; i < 100; i++) {
                try (Operation step = Operation.begin("step-" + i % 3);
                        Connection held = pool.getConnection()) {
                    held.createStatement().close();
                    assertThat(held.isValid(1)).isTrue();
                    assertSum(step.times());
                    assertSum(request.times());
                }
            }
            OperationTimes times = request.times();
            assertThat(times.claims()).isEqualTo(100);
            assertThat(times.overlapping()).isZero();
            assertThat(times.executing()).isPositive();
            assertThat(times.outside()).isPositive();
            assertThat(times.toString()).contains("operation 'request', claims=100", "  executing");
        }
        assertThat(pool.waits().operations()).containsExactly("step-0", "step-1", "step-2");
    }

    private static void assertSum(OperationTimes times) {
        assertThat(times.outside()
                        .plus(times.waiting())
                        .plus(times.executing())
                        .plus(times.idle())
                        .plus(times.releasing())
                        .minus(times.overlapping()))
                .isEqualTo(times.wall());
    }

    @Test
    void viewNamesClaimAndSlot() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection held = pool.getConnection();
        assertThat(held.isWrapperFor(ClaimView.class)).isTrue();
        ClaimView view = held.unwrap(ClaimView.class);

        assertThat(view.claim()).isEqualTo(pool.holders().get(0).claim());
        assertThat(view.backend()).isEqualTo(pool.holders().get(0).backend());
        assertThat(view.executed()).isZero();
        assertThat(view).asString().contains("claim " + view.claim(), "slot " + view.slot());
        held.close();
        assertThatThrownBy(() -> held.unwrap(ClaimView.class)).isInstanceOf(SQLException.class);
    }
}
