package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.lab.Await;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try") // what matters of some connections is that they are held
class FailureReportTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void timeoutNamesCountsReasonsAndLongestHolders() throws Exception {
        PenstockDataSource pool = pools.full(4, config -> {
            config.setPoolName("orders");
            config.setConnectionTimeout(300);
        });
        CountDownLatch done = new CountDownLatch(1);
        List<Claimant<Void>> holders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int held = i + 1;
            holders.add(Claimant.start("holder-" + i, () -> holdUntil(done, pool)));
            Await.until("it holds", Invariants.LIMIT, () -> pool.holders().size() == held);
        }
        var hang = pools.on("Statement.execute").hang();
        holders.add(Claimant.start("stuck-in-the-driver", () -> execute(pool)));
        Await.until("it hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        SQLException failure = (SQLException) catchThrowable(pool::getConnection);
        assertThat((Throwable) failure)
                .isInstanceOf(AllSlotsClaimedException.class)
                .isInstanceOf(SQLTransientConnectionException.class)
                .hasMessageMatching("pool orders: claim .*; waited: claim_wait_slot ([3-9]|[0-9]{2,})[0-9]{2} ms.*")
                .hasMessageContainingAll(
                        "got no connection within 300 ms",
                        "at most 4 slots",
                        "total=4, claimed=4, unclaimed=0",
                        "thread 'holder-0' on lab",
                        "thread 'holder-1'",
                        "thread 'holder-2'",
                        "not using it",
                        "now at ")
                .hasMessageNotContaining("stuck-in-the-driver");
        assertThat(failure.getSQLState()).isEqualTo("08001");
        assertThatReportSaysTheSame(failure);
        done.countDown();
        hang.release();
        holders.forEach(Claimant::result);
    }

    private static void assertThatReportSaysTheSame(SQLException failure) {
        ClaimReport report = ((ClaimFailure) failure).report();
        assertThat(report.pool()).isEqualTo("orders");
        assertThat(report.heartbeatAge()).isBetween(Duration.ZERO, Invariants.LIMIT);
        assertThat(failure.getMessage())
                .contains("supervisor's last beat " + report.heartbeatAge().toMillis() + " ms ago");
        assertThat(failure.getMessage()).contains(report.claim());
        assertThat(report.reasons().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(report.waited().toNanos());
        assertThat(report.reasons()).containsKey(WaitEvent.CLAIM_WAIT_SLOT);
        assertThat(report.holders()).extracting(ClaimReport.Holder::thread).endsWith("stuck-in-the-driver");
        ClaimReport.Holder stuck = report.holders().get(3);
        assertThat(stuck.executing()).isPresent();
        assertThat(stuck.toString()).contains("at the driver for ").contains("FailureReportTest.execute");
        assertThat(stuck.stack()).isNotEmpty();
    }

    private static Void holdUntil(CountDownLatch done, PenstockDataSource pool) throws Exception {
        try (Connection connection = pool.getConnection()) {
            done.await();
            return null;
        }
    }

    private static Void execute(PenstockDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.createStatement().execute("update accounts set owner = 'Smith, 4711'");
            return null;
        }
    }

    @Test
    void holdersAreListedLongestFirst() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> {});
        try (Connection first = pool.getConnection();
                Connection second = pool.getConnection()) {
            assertThat(first.isClosed() || second.isClosed()).isFalse();
            List<ClaimReport.Holder> holders = pool.holders();
            assertThat(holders).hasSize(2);
            assertThat(holders.get(0).held())
                    .isGreaterThanOrEqualTo(holders.get(1).held());
            assertThat(holders.get(0).thread()).isEqualTo(Thread.currentThread().getName());
        }
        assertThat(pool.holders()).isEmpty();
    }

    @Test
    void failureTakesStacksOfSixteenHoldersAtMost() throws Exception {
        PenstockDataSource pool = pools.full(40, config -> config.setConnectionTimeout(250));
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            held.add(pool.getConnection());
        }
        ClaimReport report = ((ClaimFailure) catchThrowable(pool::getConnection)).report();
        assertThat(report.holders()).hasSize(40);
        assertThat(report.holders().get(0).stack()).isNotEmpty();
        assertThat(report.holders().stream()
                        .filter(holder -> !holder.stack().isEmpty())
                        .count())
                .isLessThanOrEqualTo(16);
        for (Connection connection : held) {
            connection.close();
        }
    }

    @Test
    void timeoutQuotesConnectError() {
        pools.on("Driver.connect").throwing(new SQLException("no route to host", "08001"));
        PenstockDataSource pool = pools.open(2, config -> config.setConnectionTimeout(300));
        assertThat(catchThrowable(pool::getConnection))
                .isInstanceOf(NoBackendOnlineException.class)
                .hasMessageContainingAll("no backend is online", "OFFLINE", "no route to host", "claim_wait_backend");
    }

    @Test
    void driverThatReturnsNullIsNamed() {
        pools.on("Driver.connect").returningNull();
        PenstockDataSource pool = pools.open(1, config -> config.setConnectionTimeout(300));
        assertThat(catchThrowable(pool::getConnection))
                .hasMessageContaining("StubDriver returned no connection; is the jdbcUrl meant for it?");
    }

    @Test
    void timeoutDuringValidationNamesValidation() {
        Pools.Bare pool = pools.distrustful(1, config -> config.setConnectionTimeout(250));
        var hang = pools.on("Connection.isValid").hang();
        Throwable failure = catchThrowable(() -> pool.claims().claim());
        assertThat(failure)
                .hasMessageContaining("did not pass their validation in time")
                .hasMessageMatching(".*claim_validate [0-9]{3,} ms.*");
        hang.usual();
        hang.release();
    }
}
