package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.waits.operations.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text forms of this module's public values. */
class TextFormTest {
    private static final long MILLI = 1_000_000;

    private final CorrelationIds ids = new CorrelationIds("7f3a9c01d4");
    private final FakeClock clock = new FakeClock(0);
    private final WaitAccounts accounts = new WaitAccounts(clock, ids);

    @ParameterizedTest
    @CsvSource({
        "-3, -3 ns",
        "0, 0 ns",
        "999, 999 ns",
        "1000, 1.0 µs",
        "64000, 64 µs",
        "758000, 758 µs",
        "4900000, 4.9 ms",
        "31000000, 31 ms",
        "1000000000, 1.0 s",
        "3600000000000, 3600 s"
    })
    void durationPrintsWithTwoOrThreeDigits(long nanos, String text) {
        assertThat(DurationFormat.format(nanos)).isEqualTo(text);
    }

    @Test
    void snapshotPrintsAsTable() {
        ClaimLedger ledger = accounts.openLedger("db-1");
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 0);
        claim.beginCall(1 * MILLI);
        claim.endCall(9 * MILLI);
        claim.release(10 * MILLI, 12 * MILLI);
        TestClaimGuard.claimImmediately(ledger, 20 * MILLI);
        accounts.meters().meter(WaitEvent.SLOT_STATUS, "db-1").record(2 * MILLI);
        accounts.meters().meter(WaitEvent.STATUS_RUN, "db-1").record(50_000);

        assertThat(accounts.snapshot()).hasToString("""
                event                      total  active       p50       p99   share
                claim_acquire                  2       0      0 ns      0 ns   0.0 %
                claim_hold                     1       1     10 ms     10 ms  83.3 %
                claim_release                  1       0    2.0 ms    2.0 ms  16.7 %
                slot_status                    1       0    2.0 ms    2.0 ms
                  claim_execute                1       0    8.0 ms    8.0 ms  66.7 %
                  claim_idle                   1       1    2.0 ms    2.0 ms  16.7 %
                  claim_reset                  1       0    2.0 ms    2.0 ms  16.7 %
                  status_run                   1       0     50 µs     50 µs\
                """.replace("\n", System.lineSeparator()));
    }

    @Test
    void snapshotWithoutClaimsPrintsNoShare() {
        accounts.meters().meter(WaitEvent.CLAIM_ACQUIRE).begin(0);

        assertThat(accounts.snapshot().toString().lines())
                .containsExactly(
                        "event                      total  active       p50       p99   share",
                        "claim_acquire                  0       1      0 ns      0 ns");
    }

    @Test
    void eventStatsPrintCountsAndPercentiles() {
        WaitMeter meter = accounts.meters().meter(WaitEvent.DNS_QUERY);
        meter.record(5 * MILLI);
        meter.record(31 * MILLI);
        meter.begin(0);

        assertThat(accounts.snapshot().event(WaitEvent.DNS_QUERY))
                .hasToString("total=2, active=1, p50 5.0 ms, p99 31 ms, max 31 ms");
    }

    @Test
    void distributionPrintsPercentiles() {
        accounts.meters().meter(WaitEvent.DNS_QUERY).record(5 * MILLI);

        assertThat(accounts.snapshot().event(WaitEvent.DNS_QUERY).distribution())
                .hasToString("1 durations: p50 5.0 ms, p99 5.0 ms, p99.9 5.0 ms");
    }

    @Test
    void claimTotalsPrintDurationsReadably() {
        assertThat(new ClaimTotals(4172, 3, 3_200 * MILLI, 0))
                .hasToString("4172 claims ended, 3 failed, wall time 3.2 s, unaccounted 0 ns");
    }

    @Test
    void recordedClaimPrintsItsIdAsLogged() {
        ClaimLedger ledger = accounts.openLedger("db-1");
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 0);
        String id = ids.format(TestClaimGuard.currentClaimId(ledger));
        claim.beginCall(1 * MILLI);
        claim.endCall(9 * MILLI);
        claim.release(10 * MILLI, 12 * MILLI);
        clock.advance(2_100 * MILLI);

        assertThat(id).startsWith("7f3a9c01d4-");
        assertThat(accounts.recordedClaims())
                .singleElement()
                .satisfies(recorded -> assertThat(recorded)
                        .hasToString("claim " + id + " of thread #"
                                + Thread.currentThread().getId()
                                + " on db-1, began 2.1 s ago: acquire 0 ns,"
                                + " hold 10 ms (calls=1, at the driver for 8.0 ms), release 2.0 ms"));
    }

    private HeldClaim held(Thread holder, WaitEvent event, long eventNanos, ClaimAttributes attributes) {
        long held = 1_907 * MILLI;
        return new HeldClaim(
                ids, CorrelationIds.id(2, 1042), holder, held, held, event, eventNanos, 0, attributes, List.of());
    }

    @Test
    void heldClaimPrintsItsIdAsLogged() {
        Thread holder = new Thread(() -> {}, "teller-8");
        HeldClaim idle = held(holder, WaitEvent.CLAIM_IDLE, 1_907 * MILLI, ClaimAttributes.NONE);
        HeldClaim executing = held(
                holder,
                WaitEvent.CLAIM_EXECUTE,
                240_000,
                new ClaimAttributes(Operation.forClaim("import", null), null));

        assertThat(idle).hasToString("claim 7f3a9c01d4-2-1042 of thread 'teller-8' for 1.9 s, not using it");
        assertThat(executing)
                .hasToString("claim 7f3a9c01d4-2-1042 for 'import' of thread 'teller-8' for 1.9 s,"
                        + " at the driver for 240 µs");
    }

    @Test
    void watchedClaimGuardPrintsItsIdAsLogged() {
        TestClaimGuard guard = TestClaimGuard.fresh(accounts.openLedger("db-1"));

        assertThat(new WatchedClaimGuard(guard, ids, CorrelationIds.id(2, 1042)))
                .hasToString("watched claim 7f3a9c01d4-2-1042");
    }

    @Test
    void claimAttributesPrintOperationAndPlace() {
        Throwable acquired = new Throwable();
        acquired.setStackTrace(
                new StackTraceElement[] {new StackTraceElement("Orders", "importPrices", "Orders.java", 5)});

        assertThat(new ClaimAttributes(Operation.forClaim("import", null), acquired))
                .hasToString("operation 'import', made at Orders.importPrices(Orders.java:5)");
        assertThat(ClaimAttributes.NONE).hasToString("no attributes");
        assertThat(ClaimAttributes.WATCHED).hasToString("watched");
    }

    @Test
    void timelinePrintsItsIdAsLoggedAndItsReasons() {
        AcquireTimeline timeline = accounts.beginAcquire(0);
        assertThat(timeline).hasToString("claim " + ids.format(timeline.claimId()));

        timeline.enqueue(accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT), new TestReadiness());
        timeline.dequeue(1_000 * MILLI);
        timeline.recordValidation("db-1", 1_002 * MILLI);
        assertThat(timeline)
                .hasToString(
                        "claim " + ids.format(timeline.claimId()) + ": claim_wait_slot 1.0 s, claim_validate 2.0 ms");
    }

    @Test
    void ledgerAndIdsPrintWhatTheyBelongTo() {
        assertThat(accounts.openLedger("db-1")).hasToString("ledger of a slot of db-1");
        assertThat(ids).hasToString("IDs with the prefix 7f3a9c01d4");
    }
}
