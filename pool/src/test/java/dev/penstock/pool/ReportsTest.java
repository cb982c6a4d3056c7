package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.reports.KeptReport.Kind;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.StoreView;
import dev.penstock.waits.recorder.RareEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reports describe slow, failed and leaked claims, while these last and afterwards. */
class ReportsTest {
    private static final long SLOW_CALL_NANOS = 25_000_000;

    @RegisterExtension
    final Pools pools = new Pools();

    private PenstockDataSource pool(int slots) {
        return pools.full(slots, config -> {
            config.setSlowAcquireThreshold(20);
            config.setSlowHoldThreshold(20);
            config.setStatusInterval(10);
        });
    }

    private static void awaitReports(PenstockDataSource pool, Kind kind, int reports) {
        Await.until(
                kind + " is kept",
                Invariants.LIMIT,
                () -> pool.reports().kept(kind).size() >= reports);
    }

    private static String idOf(PenstockDataSource pool) {
        return pool.holders().get(0).claim();
    }

    private static void assertExact(KeptReport report) {
        assertThat(report.unaccountedNanos()).isZero();
        long begin = 0;
        for (var part : report.timeline()) {
            assertThat(part.beginNanos()).isEqualTo(begin);
            begin += part.nanos();
        }
        assertThat(begin).isEqualTo(report.wallNanos());
    }

    /** The last stack is that of this moment; those before were sampled. */
    private static boolean sampled(PenstockDataSource pool, String claim) {
        List<KeptReport.StackSample> stacks =
                pool.reports().find(claim).orElseThrow().evidence().stacks();
        return stacks.subList(0, stacks.size() - 1).toString().contains("dev.penstock.lab.Await");
    }

    @Test
    void longHoldIsReportedWithStacksOfItsHolder() throws Exception {
        PenstockDataSource pool = pool(1);
        String claim;
        try (Connection held = pool.getConnection()) {
            held.createStatement().execute("select 1");
            String id = idOf(pool);
            claim = id;
            Await.until("a stack is sampled", Invariants.LIMIT, () -> sampled(pool, id));
            assertThat(pool.explain("claim " + claim)).contains("in flight", "Stacks of the holder");
        }
        KeptReport report = pool.reports().kept(Kind.SLOW_HOLD).get(0);
        assertThat(report.claim()).isEqualTo(claim);
        assertThat(report.evidence().stacks()).isNotEmpty();
        assertThat(report.evidence().stacks().toString()).contains("dev.penstock.lab.Await");
        assertThat(report.use().orElseThrow().calls()).isEqualTo(1);
        assertExact(report);
        assertThat(pool.explain(claim)).contains("% of the time is claim_hold", "claim_execute", "in 1 calls");
    }

    @Test
    void slowCallsAreReportedWithTheirSql() throws Exception {
        PenstockDataSource pool = pool(1);
        pools.on("Statement.execute").after(ReportsTest::beSlow);
        try (Connection held = pool.getConnection();
                Statement statement = held.createStatement()) {
            statement.execute("update t set a = 'zq9secret'");
            pools.on("Statement.execute").usual();
            statement.execute("select 7 from t");
            String page = pool.explain(idOf(pool));
            assertThat(page)
                    .contains(": update t set a = ?", ": select ? from t")
                    .doesNotContain("zq9secret");
        }
        KeptReport report = pool.reports().kept(Kind.SLOW_HOLD).get(0);
        assertThat(report.use().orElseThrow().shown())
                .filteredOn(call -> call.sql().equals(Optional.of("update t set a = ?")))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.nanos()).isGreaterThanOrEqualTo(SLOW_CALL_NANOS);
                    assertThat(call.beginNanos()).isPositive();
                    assertThat(call.underWay()).isFalse();
                });
        Invariants.assertQuiet(1, pool::backends, pool::waits);
    }

    private static void beSlow() {
        long begin = System.nanoTime();
        Await.until("the call is slow", Invariants.LIMIT, () -> System.nanoTime() - begin > SLOW_CALL_NANOS);
    }

    @Test
    void slowAcquireNamesReleaseAndCallSite() throws Exception {
        PenstockDataSource pool = pool(1);
        Connection held = pool.getConnection();
        String holder = idOf(pool);
        Claimant<Boolean> claimant = Claimant.start(() -> claimInLab(pool));
        Pools.awaitWaiting(pool, 1);
        Await.until("the claim is slow", Invariants.LIMIT, () -> waiting(pool).wallNanos() > 50_000_000);
        KeptReport waiting = waiting(pool);
        assertExact(waiting);
        assertThat(pool.explain(waiting.claim())).contains("The longest holders now", holder, "claim_wait_slot");
        held.close();
        claimant.result();
        awaitReports(pool, Kind.SLOW_ACQUIRE, 1);
        KeptReport report = pool.reports().kept(Kind.SLOW_ACQUIRE).get(0);
        assertThat(report.claim()).isEqualTo(waiting.claim());
        assertExact(report);
        assertThat(report.evidence().handover().orElseThrow())
                .contains("Thread '" + Thread.currentThread().getName() + "' handed the slot over", holder);
        assertThat(report.evidence().callSite().toString()).contains("dev.penstock.lab.Await");
        assertThat(report.acquireNanos()).isEqualTo(report.wallNanos());
    }

    /** The lambda is the pool's code to the search for frames; its caller is the application's. */
    @Test
    void threadThatAsksSeesItsOwnFrameAsHolder() throws Exception {
        PenstockDataSource pool = pool(1);
        try (Connection held = pool.getConnection()) {
            held.nativeSQL("x");
            String claim = idOf(pool);
            List<String> seen = new ArrayList<>();
            Await.until("the thread has asked", Invariants.LIMIT, () -> {
                seen.add(pool.records().activity().get(0).frame().orElseThrow());
                seen.add(pool.explain(claim));
                return true;
            });
            assertThat(seen.get(0)).startsWith("dev.penstock.lab.Await");
            assertThat(seen.get(1)).contains("at dev.penstock.lab.Await").doesNotContain("getStackTrace");
        }
    }

    /** The frames of this package count as frames of the pool; those of the lab count as the application's. */
    private static boolean claimInLab(PenstockDataSource pool) {
        Await.until("a claim was served", Invariants.LIMIT, () -> claimOnce(pool));
        return true;
    }

    private static boolean claimOnce(PenstockDataSource pool) {
        try {
            pool.getConnection().close();
            return true;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static KeptReport waiting(PenstockDataSource pool) {
        return pool.reports().inFlight().stream()
                .filter(report -> report.use().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void slowAcquireNamesMessageThatWokeStatusTask() throws Exception {
        StubScript connects = pools.on("Driver.connect").hang();
        PenstockDataSource pool = pools.open(1, config -> config.setSlowAcquireThreshold(20));
        Claimant<Boolean> claimant = Claimant.start(() -> claimInLab(pool));
        Pools.awaitWaiting(pool, 1);
        Await.until("the claim is slow", Invariants.LIMIT, () -> waiting(pool).wallNanos() > 50_000_000);
        Await.until("the connect hangs", Invariants.LIMIT, () -> connects.hanging() == 1);
        connects.usual();
        connects.release();
        claimant.result();
        awaitReports(pool, Kind.SLOW_ACQUIRE, 1);
        assertThat(pool.reports()
                        .kept(Kind.SLOW_ACQUIRE)
                        .get(0)
                        .evidence()
                        .handover()
                        .orElseThrow())
                .contains("No claim had the slot before.", "made the slot free: it ran ")
                .containsPattern("after the message \\w+ of thread 'penstock-");
    }

    @Test
    void failedClaimKeepsTimelineAndMessage() throws Exception {
        PenstockDataSource pool = pool(1);
        pool.setConnectionTimeout(250);
        try (Connection held = pool.getConnection()) {
            held.nativeSQL("x");
            Throwable failure = catchThrowable(pool::getConnection);
            KeptReport report = pool.reports().kept(Kind.FAILED).get(0);
            assertThat(report.outcome()).contains("timeout");
            assertThat(report.evidence().failure()).contains(failure.getMessage());
            assertThat(failure.getMessage()).contains(report.claim());
            assertThat(report.timeline().get(0).event()).isEqualTo(WaitEvent.CLAIM_WAIT_SLOT);
            assertExact(report);
            assertThat(pool.explain(report.claim())).contains("Its exception says", "outcome  timeout");
        }
    }

    @Test
    void finishedClaimsOfEachDurationAreExamples() throws Exception {
        PenstockDataSource pool = pool(2);
        pool.getConnection().close();
        awaitReports(pool, Kind.EXAMPLE, 1);
        pool.reports().kept(Kind.EXAMPLE).forEach(ReportsTest::assertExact);
        String claim = pool.reports().kept(Kind.EXAMPLE).get(0).claim();
        assertThat(pool.explain(claim)).startsWith("claim " + claim).contains("outcome  ok");
    }

    @Test
    void unknownClaimGetsSentenceThatSaysWhatIsKept() throws Exception {
        PenstockDataSource pool = pool(1);
        pool.getConnection().close();
        awaitReports(pool, Kind.EXAMPLE, 1);
        String known = pool.recordedClaims().get(0).claim();
        String unknown = known.substring(0, known.lastIndexOf('-') + 1) + "999999";
        assertThat(pool.explain(unknown)).contains("neither in flight nor kept", "since");
        assertThat(pool.explain("other-1-2")).contains("is not of this pool");
        assertThat(pool.explain("")).contains("is not of this pool");
    }

    @Test
    void hangingAndThrowingListenersHurtNoOther() throws Exception {
        PenstockDataSource pool = pool(1);
        pool.setConnectionTimeout(250);
        List<KeptReport> got = new CopyOnWriteArrayList<>();
        CountDownLatch release = new CountDownLatch(1);
        AutoCloseable throwing = pool.reports().listen(report -> {
            throw new StackOverflowError("listener");
        });
        AutoCloseable seeing = pool.reports().listen(got::add);
        AutoCloseable hanging = pool.reports().listen(report -> release.await());
        try (Connection held = pool.getConnection()) {
            held.nativeSQL("x");
            assertThat(catchThrowable(pool::getConnection)).isInstanceOf(ClaimFailure.class);
            assertThat(catchThrowable(pool::getConnection)).isInstanceOf(ClaimFailure.class);
        }
        Await.until("the listener has a report", Invariants.LIMIT, () -> !got.isEmpty());
        assertThat(pool.reports().kept(Kind.FAILED)).hasSize(2);
        release.countDown();
        Await.until("the listener has both reports", Invariants.LIMIT, () -> got.size() >= 2);
        throwing.close();
        seeing.close();
        hanging.close();
    }

    @Test
    void hangingListenerDelaysNoOtherAndIsInterruptedByClose() throws Exception {
        PenstockDataSource pool = pool(1);
        pool.setConnectionTimeout(250);
        List<KeptReport> got = new CopyOnWriteArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AutoCloseable hanging = pool.reports().listen(report -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        AutoCloseable seeing = pool.reports().listen(got::add);
        try (Connection held = pool.getConnection()) {
            held.nativeSQL("x");
            assertThat(catchThrowable(pool::getConnection)).isInstanceOf(ClaimFailure.class);
            assertThat(catchThrowable(pool::getConnection)).isInstanceOf(ClaimFailure.class);
        }
        Await.until("the other listener has both reports", Invariants.LIMIT, () -> failed(got) == 2);
        hanging.close();
        assertThat(interrupted.await(Invariants.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        seeing.close();
    }

    private static long failed(List<KeptReport> reports) {
        return reports.stream().filter(report -> report.kind() == Kind.FAILED).count();
    }

    @Test
    void rareEventsAreFoundByTimeAndShownInReports() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {
            config.setSlowAcquireThreshold(10);
            config.setAllowPoolSuspension(true);
        });
        Await.until(
                "the change of health is recorded",
                Invariants.LIMIT,
                () -> pool.reports().events(Instant.MIN, Instant.MAX).stream()
                        .anyMatch(event -> event.text().contains("was CONNECTING and is ONLINE")));
        Instant before = Instant.now();
        pool.operations().suspend(Duration.ZERO);
        Claimant<Boolean> claimant = Claimant.start(() -> claimOnce(pool));
        Pools.awaitWaiting(pool, 1);
        pool.setMaxWaiters(7);
        Await.until("the claim is slow", Invariants.LIMIT, () -> waiting(pool).wallNanos() > 20_000_000);
        pool.operations().resume();
        claimant.result();

        assertThat(pool.reports().events(Instant.MIN, before))
                .anyMatch(event -> event.text().contains("was CONNECTING and is ONLINE"));
        assertThat(pool.reports().events(before, Instant.MAX))
                .extracting(RareEvent::text)
                .containsSubsequence(
                        "an operator suspended the pool",
                        "the configuration changed: [maxWaiters]",
                        "an operator resumed the pool");
        awaitReports(pool, Kind.SLOW_ACQUIRE, 1);
        String page = pool.explain(pool.reports().kept(Kind.SLOW_ACQUIRE).get(0).claim());
        assertThat(page).contains("Events of the pool meanwhile", "the configuration changed", "claim_wait_admin");
    }

    @Test
    void recordsNameAllTheirStores() {
        PenstockDataSource pool = pool(1);
        assertThat(pool.records().stores())
                .extracting(StoreView::store)
                .containsExactly(
                        "load_timeline",
                        "claim_history",
                        "promise_violations",
                        "rare_events",
                        "claims",
                        "slot_moves",
                        "claim_reports",
                        "traces",
                        "chains",
                        "alerts");
    }
}
