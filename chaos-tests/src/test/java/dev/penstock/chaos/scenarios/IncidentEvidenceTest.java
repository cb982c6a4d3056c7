package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Microstate;
import dev.penstock.chaos.world.SharedWorkers;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.ClaimSample;
import dev.penstock.waits.history.HistoryFilter;
import dev.penstock.waits.sessions.CloseReason;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * The case that this pool exists for, as an operator sees it who has nothing but the pool's records: the status tasks
 * do not run, because the executor of the application computes. A claim waits for a connection that only its status
 * task can open. The timeline is explained during the incident, and half an hour after it.
 */
class IncidentEvidenceTest {
    private static final int BACKENDS = 5;
    private static final int WORKERS = 3;
    private static final Duration LATER = Duration.ofMinutes(30);
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private final CountDownLatch over = new CountDownLatch(1);

    @Test
    void starvedStatusTasksAreExplainedDuringIncidentAndAfterwards() throws Exception {
        SharedWorkers workers = new SharedWorkers(WORKERS);
        try (EvidenceFixture fixture = new EvidenceFixture("starved", BACKENDS, config -> {
            config.setMaximumPoolSize(BACKENDS);
            config.setStatusExecutor(workers);
            config.setStatusTimeout(PATIENT.toMillis());
        })) {
            PenstockDataSource pool = fixture.pool();
            List<Connection> held = new ArrayList<>();
            for (int i = 0; i < BACKENDS; i++) {
                held.add(pool.claim(ClaimOptions.none().withOperation("report")));
            }
            Instant begin = fixture.awaitRecords(1);
            workers.occupyAll(SharedWorkers.sleeping(over));
            Connection lost = held.remove(0);
            fixture.lose(lost);
            lost.close();
            fixture.start("http-1", "checkout", connection -> connection.nativeSQL("select 1"));

            String claim = assertExplainedDuring(fixture);
            Instant end = fixture.awaitRecords(3);
            pool.setStatusTimeout(1_000);
            fixture.awaitThreads();
            EvidenceFixture.await(
                    "each set has a fresh task",
                    () -> pool.backends().stream()
                            .allMatch(view -> view.epoch() > 1 && view.state().equals("ONLINE")));
            for (Connection connection : held) {
                connection.close();
            }
            over.countDown();

            fixture.pass(LATER);
            assertExplainedAfterwards(pool, claim, begin, end);
        } finally {
            over.countDown();
        }
    }

    private static String assertExplainedDuring(EvidenceFixture fixture) {
        PenstockDataSource pool = fixture.pool();
        EvidenceFixture.await(
                "a claim waits for a connection",
                () -> fixture.claimOf("checkout")
                        .filter(claim -> claim.event() == WaitEvent.CLAIM_WAIT_CONNECT)
                        .isPresent());
        EvidenceFixture.await(
                "no status task runs",
                () -> pool.waits().event(WaitEvent.STATUS_DISPATCH).active() == BACKENDS);

        // Is it the database? No call is there.
        WaitSnapshot waits = pool.waits();
        assertThat(waits.event(WaitEvent.CLAIM_EXECUTE).active()).isZero();
        assertThat(waits.event(WaitEvent.STATUS_RUN).active()).isZero();
        assertThat(waits.unaccountedNanos()).isZero();
        // How many are in use, and who holds them, since when?
        assertThat(pool.holders()).hasSize(BACKENDS - 1).allSatisfy(holder -> {
            assertThat(holder.operation()).contains("report");
            assertThat(holder.held()).isPositive();
            assertThat(holder.executing()).isEmpty();
        });
        // Who waits, on what, since when, where?
        ClaimSample waiting = fixture.claimOf("checkout").orElseThrow();
        assertThat(waiting.eventNanos()).isPositive();
        assertThat(waiting.frame())
                .hasValueSatisfying(frame -> assertThat(frame).contains("EvidenceFixture"));
        // Whose task? Running or not? Behind whom?
        assertThat(pool.backends()).extracting(BackendView::microstate).containsOnly(Microstate.QUEUED);
        EvidenceFixture.await(
                "the late task is named",
                () -> pool.explain(waiting.claim()).contains("Status tasks without an answer now"));
        assertThat(pool.explain(waiting.claim()))
                .contains("claim_wait_connect")
                .containsPattern("status task of db-\\d\\S* has not answered round trip \\S+ .*: QUEUED, behind thread"
                        + " 'shared-worker-\\d' which is at \\S+CertificateImport\\.run");
        return waiting.claim();
    }

    private static void assertExplainedAfterwards(PenstockDataSource pool, String claim, Instant begin, Instant end) {
        // Each second between has the claim that waited, and on what.
        List<ClaimSample> samples = pool.records()
                .history()
                .samples(HistoryFilter.all().between(begin, end).withOperation("checkout"));
        assertThat(samples).hasSizeGreaterThanOrEqualTo(2).allSatisfy(sample -> {
            assertThat(sample.claim()).isEqualTo(claim);
            assertThat(sample.event()).isEqualTo(WaitEvent.CLAIM_WAIT_CONNECT);
        });
        assertThat(samples.get(samples.size() - 1).frame())
                .hasValueSatisfying(frame -> assertThat(frame).contains("EvidenceFixture"));
        // No time at the database; all status tasks ready, and none running.
        Instant last = samples.get(samples.size() - 1).at();
        assertThat(pool.records().load().average(WaitEvent.STATUS_DISPATCH, last, last))
                .isGreaterThan(BACKENDS - 0.5);
        assertThat(pool.records().load().average(WaitEvent.CLAIM_EXECUTE, begin, end))
                .isLessThan(0.1);
        assertThat(pool.records()
                        .history()
                        .samples(HistoryFilter.all().between(last, last).withOperation("report")))
                .hasSize(BACKENDS - 1)
                .allMatch(sample -> sample.event() == WaitEvent.CLAIM_IDLE);
        assertReported(pool, claim, begin);
    }

    /** The report of the claim names the task that ran late, and the event names the thread before it. */
    private static void assertReported(PenstockDataSource pool, String claim, Instant begin) {
        KeptReport report = pool.reports().find(claim).orElseThrow();
        assertThat(report.kind()).isEqualTo(KeptReport.Kind.SLOW_ACQUIRE);
        assertThat(report.unaccountedNanos()).isZero();
        assertThat(report.timeline()).anySatisfy(part -> {
            assertThat(part.event()).isEqualTo(WaitEvent.CLAIM_WAIT_CONNECT);
            assertThat(part.nanos()).isGreaterThan(1_000_000_000);
        });
        assertThat(report.evidence().handover().orElseThrow()).contains("made the slot free: it ran ");
        assertThat(pool.explain(claim))
                .contains("Events of the pool meanwhile", "QUEUED, behind thread 'shared-worker-");
        for (int number = 1; number <= BACKENDS; number++) {
            String backend = "db-" + number;
            assertThat(pool.reports().events(begin, Instant.MAX))
                    .filteredOn(event -> event.backend()
                            .filter(label -> label.startsWith(backend))
                            .isPresent())
                    .anySatisfy(event -> assertThat(event.text())
                            .contains(
                                    "has not answered", "QUEUED, behind thread 'shared-worker-", "CertificateImport"));
        }
        assertThat(pool.records().sessionCounts().closed()).containsKey(CloseReason.CONNECTION_LOST);
    }
}
