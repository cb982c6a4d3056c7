package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims that are not closed, on a clock that the test moves past the threshold. */
@Timeout(120)
class LeakTest {
    private static final Duration THRESHOLD = Duration.ofSeconds(2);

    @RegisterExtension
    final Pools pools = new Pools();

    private final AtomicLong ahead = new AtomicLong();

    private Pools.Bare pool(boolean reclaims) {
        return pools.bare(
                2,
                config -> {
                    config.setLeakDetectionThreshold(THRESHOLD.toMillis());
                    config.setRecordAcquireStacks(true);
                    config.setReclaimLeaks(reclaims);
                    config.setStatusInterval(20);
                },
                () -> System.nanoTime() + ahead.get(),
                Duration.ofDays(1));
    }

    private void passThreshold() {
        ahead.addAndGet(2 * THRESHOLD.toNanos());
    }

    private static LeakReport awaitReport(Pools.Bare pool, LeakReport.Kind kind) {
        Await.until("a claim is " + kind, Invariants.LIMIT, () -> reported(pool, kind));
        return pool.leaks().reports().get(0);
    }

    private static boolean reported(Pools.Bare pool, LeakReport.Kind kind) {
        List<LeakReport> reports = pool.leaks().reports();
        return reports.size() == 1 && reports.get(0).kind() == kind;
    }

    @Test
    void claimHeldForLongIsReportedUntilItEnds() throws SQLException {
        Pools.Bare pool = pool(true);
        Connection held = pool.claims().claim(ClaimOptions.none().withOperation("checkout"));
        passThreshold();
        LeakReport report = awaitReport(pool, LeakReport.Kind.HELD_LONG);
        assertThat(report.operation()).contains("checkout");
        assertThat(report.thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(report.held()).isGreaterThanOrEqualTo(THRESHOLD);
        assertThat(report.acquiredAt()).anyMatch(frame -> frame.getMethodName().startsWith("claimHeldForLong"));
        assertThat(report.holderStack()).anyMatch(frame -> frame.getMethodName().startsWith("claimHeldForLong"));
        assertThat(report.toString()).contains("'checkout'", "is held for long", "the holder is at", "it was made at");

        assertThat(held.isValid(1)).as("the holder still has it").isTrue();
        held.close();
        Await.until(
                "nothing is reported any more",
                Invariants.LIMIT,
                () -> pool.leaks().reports().isEmpty());
    }

    @Test
    void logThatHangsDoesNotStopSearchForLeaks() throws SQLException {
        CountDownLatch release = new CountDownLatch(1);
        Pools.Bare pool = pool(false);
        try (ScriptedLog log = new ScriptedLog(line -> awaitRelease(release));
                Connection first = pool.claims().claim();
                Connection second = pool.claims().claim()) {
            assertThat(first).isNotSameAs(second);
            passThreshold();
            Await.until(
                    "both claims are reported",
                    Invariants.LIMIT,
                    () -> pool.leaks().reports().size() == 2);
            Await.until("the log hangs", Invariants.LIMIT, () -> log.lines() == 1);
            release.countDown();
            Await.until("both claims are logged with stacks", Invariants.LIMIT, () -> {
                String texts = String.join("\n", log.texts());
                return texts.split("is held for long", -1).length == 3 && texts.contains("logThatHangsDoesNotStop");
            });
            assertThat(log.texts()).noneMatch(line -> line.contains("takes over"));
        } finally {
            release.countDown();
        }
    }

    private static void awaitRelease(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void claimOfEndedThreadIsReportedAndKept() {
        Pools.Bare pool = pool(false);
        Connection held =
                Claimant.start("short-lived", () -> pool.claims().claim()).result();
        passThreshold();
        LeakReport report = awaitReport(pool, LeakReport.Kind.HOLDER_ENDED);
        assertThat(report.thread()).isEqualTo("short-lived");
        assertThat(report.kind().leaked()).isTrue();
        assertThat(isValid(held)).isTrue();
        close(held);
    }

    @Test
    void claimOfEndedThreadIsReclaimedIfConfigured() {
        Pools.Bare pool = pool(true);
        Connection held =
                Claimant.start("short-lived", () -> pool.claims().claim()).result();
        passThreshold();
        Await.until("its connection is taken from it", Invariants.LIMIT, () -> !isValid(held));
        close(held);
        Pools.awaitUnclaimed(() -> pool.claims().backends().views(), 2);
    }

    /** No thread can close it; therefore no setting is needed to take it back. */
    @Test
    void unreachableClaimReturnsItsSlot() throws SQLException {
        Pools.Bare pool = pool(false);
        forget(pool);
        passThreshold();
        Await.until("its slot is back", Invariants.LIMIT, () -> {
            System.gc();
            return Invariants.unclaimed(pool.claims().backends().views()) == 2;
        });
        Await.until(
                "nothing is reported any more",
                Invariants.LIMIT,
                () -> pool.leaks().reports().isEmpty());
    }

    @SuppressWarnings("MustBeClosedChecker")
    private static void forget(Pools.Bare pool) throws SQLException {
        Connection leaked = pool.claims().claim();
        assertThat(leaked.isClosed()).isFalse();
    }

    /** A statement reaches its connection. */
    @Test
    void claimWithReachableStatementIsNotLeaked() throws SQLException {
        Pools.Bare pool = pool(false);
        Statement statement = statement(pool);
        passThreshold();
        awaitReport(pool, LeakReport.Kind.HELD_LONG);
        for (int i = 0; i < 5; i++) {
            System.gc();
            long beats =
                    pool.accounts().clock().nanoTime() + Duration.ofMillis(50).toNanos();
            Await.until(
                    "two beats", Invariants.LIMIT, () -> pool.accounts().clock().nanoTime() > beats);
        }
        assertThat(reported(pool, LeakReport.Kind.HELD_LONG)).isTrue();
        statement.getConnection().close();
    }

    private static Statement statement(Pools.Bare pool) throws SQLException {
        return pool.claims().claim().createStatement();
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
