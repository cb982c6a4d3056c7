package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.ClaimSample;
import dev.penstock.waits.history.HistoryFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * An application holds all slots while it computes. The records say who holds them, since when and in which frame,
 * whether the holder runs, and who waits behind whom: while it lasts, and half an hour later.
 */
class HeldSlotsEvidenceTest {
    private static final Duration LATER = Duration.ofMinutes(30);
    private static final int SLOTS = 2;

    private final CountDownLatch computed = new CountDownLatch(1);
    private final CountDownLatch locked = new CountDownLatch(1);

    @Test
    void slotsHeldByComputationAreExplainedDuringHoldAndAfterwards() throws Exception {
        try (EvidenceFixture fixture = new EvidenceFixture("held", 1, config -> {
            config.setMaximumPoolSize(SLOTS);
            config.setSlowHoldThreshold(500);
        })) {
            PenstockDataSource pool = fixture.pool();
            fixture.start("import-1", "import", connection -> {
                connection.createStatement().execute("select 1");
                parsePrices(computed);
            });
            fixture.start("import-2", "export", connection -> waitForLock(locked));
            EvidenceFixture.await("all slots are held", () -> pool.holders().size() == SLOTS);
            fixture.start("http-1", "checkout", connection -> connection.nativeSQL("select 1"));
            EvidenceFixture.await(
                    "a claim waits", () -> fixture.claimOf("checkout").isPresent());
            Instant begin = fixture.awaitRecords(1);

            String waiter = assertExplainedDuring(fixture);
            Instant end = fixture.awaitRecords(3);
            String computing = fixture.claimOf("import").orElseThrow().claim();
            String blocked = fixture.claimOf("export").orElseThrow().claim();
            computed.countDown();
            EvidenceFixture.await(
                    "the waiter is served", () -> fixture.claimOf("checkout").isEmpty());
            locked.countDown();
            fixture.awaitThreads();

            fixture.pass(LATER);
            assertHistory(pool, begin, end, computing);
            assertReports(pool, waiter, computing, blocked);
        } finally {
            computed.countDown();
            locked.countDown();
        }
    }

    private static void parsePrices(CountDownLatch until) {
        CRC32 prices = new CRC32();
        while (until.getCount() > 0) {
            prices.update(1);
        }
    }

    private static void waitForLock(CountDownLatch until) throws InterruptedException {
        until.await();
    }

    private static String assertExplainedDuring(EvidenceFixture fixture) {
        PenstockDataSource pool = fixture.pool();
        // Is it the database? No call is there, and the backend is online.
        WaitSnapshot waits = pool.waits();
        assertThat(waits.event(WaitEvent.CLAIM_EXECUTE).active()).isZero();
        assertThat(waits.event(WaitEvent.CLAIM_IDLE).active()).isEqualTo(SLOTS);
        assertThat(waits.event(WaitEvent.CLAIM_WAIT_SLOT).active()).isEqualTo(1);
        assertThat(waits.unaccountedNanos()).isZero();
        assertThat(pool.backends()).singleElement().satisfies(view -> {
            assertThat(view.state()).isEqualTo("ONLINE");
            assertThat(view.slots().held()).isEqualTo(SLOTS);
        });
        // Who holds, since when, in which frame?
        ClaimSample computing = fixture.claimOf("import").orElseThrow();
        assertThat(computing.event()).isEqualTo(WaitEvent.CLAIM_IDLE);
        assertThat(computing.eventNanos()).isPositive();
        assertThat(computing.slot()).isPresent();
        assertThat(computing.frame())
                .hasValueSatisfying(frame -> assertThat(frame).contains("parsePrices"));
        assertThat(pool.holders()).extracting(holder -> holder.thread()).contains("import-1", "import-2");
        // Running or not?
        assertThat(pool.explain(computing.claim())).contains("RUNNABLE", "parsePrices");
        ClaimSample blocked = fixture.claimOf("export").orElseThrow();
        assertThat(pool.explain(blocked.claim())).contains("WAITING", "waitForLock");
        // Who waits, and behind whom?
        ClaimSample waiting = fixture.claimOf("checkout").orElseThrow();
        assertThat(waiting.event()).isEqualTo(WaitEvent.CLAIM_WAIT_SLOT);
        assertThat(pool.explain(waiting.claim()))
                .contains("claim_wait_slot", "The longest holders now", "of thread 'import-1'")
                .containsPattern("now RUNNABLE at \\S+parsePrices")
                .containsPattern("now WAITING at \\S+waitForLock");
        return waiting.claim();
    }

    private static void assertHistory(PenstockDataSource pool, Instant begin, Instant end, String computing) {
        List<ClaimSample> samples =
                pool.records().history().samples(HistoryFilter.all().between(begin, end));
        Instant last = samples.get(samples.size() - 1).at();
        assertThat(samples)
                .filteredOn(sample -> sample.at().equals(last))
                .hasSize(SLOTS + 1)
                .anySatisfy(sample -> {
                    assertThat(sample.claim()).isEqualTo(computing);
                    assertThat(sample.event()).isEqualTo(WaitEvent.CLAIM_IDLE);
                    assertThat(sample.operation()).contains("import");
                    assertThat(sample.frame())
                            .hasValueSatisfying(frame -> assertThat(frame).contains("parsePrices"));
                })
                .anySatisfy(sample -> assertThat(sample.event()).isEqualTo(WaitEvent.CLAIM_WAIT_SLOT));
        assertThat(pool.records().load().average(WaitEvent.CLAIM_IDLE, last, last))
                .isBetween(0.98 * SLOTS, 1.02 * SLOTS);
        assertThat(pool.records().load().average(WaitEvent.CLAIM_WAIT_SLOT, last, last))
                .isBetween(0.98, 1.02);
        assertThat(pool.records().load().average(WaitEvent.CLAIM_EXECUTE, last, last))
                .isZero();
        assertThat(pool.records().usage().sinceStart().peak()).isEqualTo(SLOTS);
    }

    private static void assertReports(PenstockDataSource pool, String waiter, String computing, String blocked) {
        KeptReport waited = pool.reports().find(waiter).orElseThrow();
        assertThat(waited.kind()).isEqualTo(KeptReport.Kind.SLOW_ACQUIRE);
        assertThat(waited.who().operation()).contains("checkout");
        assertThat(waited.evidence().handover().orElseThrow())
                .contains("Thread 'import-1' handed the slot over.", computing);
        assertThat(waited.unaccountedNanos()).isZero();
        KeptReport held = pool.reports().find(computing).orElseThrow();
        assertThat(held.kind()).isEqualTo(KeptReport.Kind.SLOW_HOLD);
        assertThat(held.who().thread()).isEqualTo("import-1");
        assertThat(held.use().orElseThrow().calls()).isEqualTo(1);
        assertThat(held.evidence().stacks()).isNotEmpty().anySatisfy(stack -> {
            assertThat(stack.state()).isEqualTo(Thread.State.RUNNABLE);
            assertThat(stack.frames().toString()).contains("parsePrices");
        });
        assertThat(pool.explain(computing)).contains("claim_idle", "RUNNABLE", "parsePrices");
        assertThat(pool.explain(blocked)).contains("WAITING", "waitForLock");
    }
}
