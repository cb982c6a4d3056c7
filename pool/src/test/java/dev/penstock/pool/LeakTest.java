package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.pool.claims.Claims;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims that are not given back, on a clock that the test moves past the threshold. */
@Timeout(120)
class LeakTest {
    private static final Duration THRESHOLD = Duration.ofSeconds(2);

    @RegisterExtension
    final Pools pools = new Pools();

    private final AtomicLong ahead = new AtomicLong();

    private Claims pool(boolean reclaims) {
        return pools.bare(
                        2,
                        config -> {
                            config.setLeakDetectionThreshold(THRESHOLD.toMillis());
                            config.setRecordAcquireStacks(true);
                            config.setReclaimLeaks(reclaims);
                            config.setStatusInterval(20);
                        },
                        () -> System.nanoTime() + ahead.get(),
                        Duration.ofDays(1))
                .claims();
    }

    private void passThreshold() {
        ahead.addAndGet(2 * THRESHOLD.toNanos());
    }

    private static LeakReport awaitReport(Claims claims, LeakReport.Kind kind) {
        Await.until("a claim is " + kind, Invariants.LIMIT, () -> reported(claims, kind));
        return claims.leaks().reports().get(0);
    }

    private static boolean reported(Claims claims, LeakReport.Kind kind) {
        List<LeakReport> reports = claims.leaks().reports();
        return reports.size() == 1 && reports.get(0).kind() == kind;
    }

    @Test
    void aClaimThatIsHeldForLongIsToldWithBothStacksUntilItEnds() throws SQLException {
        Claims claims = pool(true);
        Connection held = claims.claim(ClaimOptions.none().withOperation("checkout"));
        passThreshold();
        LeakReport report = awaitReport(claims, LeakReport.Kind.HELD_LONG);
        assertThat(report.operation()).contains("checkout");
        assertThat(report.thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(report.held()).isGreaterThanOrEqualTo(THRESHOLD);
        assertThat(report.acquiredAt()).anyMatch(frame -> frame.getMethodName().startsWith("aClaimThatIsHeldForLong"));
        assertThat(report.holderStack()).anyMatch(frame -> frame.getMethodName().startsWith("aClaimThatIsHeldForLong"));
        assertThat(report.toString()).contains("'checkout'", "is held for long", "the holder is at", "it was made at");

        assertThat(held.isValid(1)).as("it is the holder's still").isTrue();
        held.close();
        Await.until(
                "nothing is reported any more",
                Invariants.LIMIT,
                () -> claims.leaks().reports().isEmpty());
    }

    @Test
    void aClaimWhoseThreadHasEndedIsToldAsLeakedAndLeftToWhoeverHasIt() {
        Claims claims = pool(false);
        Connection held = Claimant.start("short-lived", () -> claims.claim()).result();
        passThreshold();
        LeakReport report = awaitReport(claims, LeakReport.Kind.HOLDER_ENDED);
        assertThat(report.thread()).isEqualTo("short-lived");
        assertThat(report.kind().leaked()).isTrue();
        assertThat(isValid(held)).isTrue();
        close(held);
    }

    @Test
    void aClaimWhoseThreadHasEndedIsReclaimedWhereThatIsWanted() {
        Claims claims = pool(true);
        Connection held = Claimant.start("short-lived", () -> claims.claim()).result();
        passThreshold();
        Await.until("its connection is taken from it", Invariants.LIMIT, () -> !isValid(held));
        close(held);
        Pools.awaitUnclaimed(() -> claims.backends().views(), 2);
    }

    /** Nobody can close it, so there is nothing to be asked. */
    @Test
    void aClaimThatNobodyHasAnyMoreGivesItsSlotBack() throws SQLException {
        Claims claims = pool(false);
        forget(claims);
        passThreshold();
        Await.until("its slot is back", Invariants.LIMIT, () -> {
            System.gc();
            return Invariants.unclaimed(claims.backends().views()) == 2;
        });
        Await.until(
                "nothing is reported any more",
                Invariants.LIMIT,
                () -> claims.leaks().reports().isEmpty());
    }

    @SuppressWarnings("MustBeClosedChecker")
    private static void forget(Claims claims) throws SQLException {
        Connection leaked = claims.claim();
        assertThat(leaked.isClosed()).isFalse();
    }

    /** A statement reaches its connection, so the claim is not lost while anybody has one. */
    @Test
    void aClaimWhoseStatementSomebodyHasIsNotLost() throws SQLException {
        Claims claims = pool(false);
        Statement statement = statement(claims);
        passThreshold();
        awaitReport(claims, LeakReport.Kind.HELD_LONG);
        for (int i = 0; i < 5; i++) {
            System.gc();
            long beats =
                    claims.accounts().clock().nanoTime() + Duration.ofMillis(50).toNanos();
            Await.until(
                    "two beats",
                    Invariants.LIMIT,
                    () -> claims.accounts().clock().nanoTime() > beats);
        }
        assertThat(reported(claims, LeakReport.Kind.HELD_LONG)).isTrue();
        statement.getConnection().close();
    }

    private static Statement statement(Claims claims) throws SQLException {
        return claims.claim().createStatement();
    }

    private static boolean isValid(Connection connection) {
        try {
            return connection.isValid(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
