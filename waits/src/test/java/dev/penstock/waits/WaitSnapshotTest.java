package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitSnapshotTest {
    private final FakeClock clock = new FakeClock(1_000);
    private final WaitAccounts accounts = new WaitAccounts(clock, new CorrelationIds());

    @Test
    void emptySnapshotHasNoEvents() {
        WaitSnapshot empty = accounts.snapshot();

        assertThat(empty.events()).isEmpty();
        assertThat(empty.backends()).isEmpty();
        assertThat(empty.claims()).isEqualTo(ClaimTotals.NONE);
        assertThat(empty.event(WaitEvent.DNS_QUERY)).isEqualTo(EventStats.NONE);
        assertThat(empty.event(WaitEvent.DNS_QUERY, "db")).isEqualTo(EventStats.NONE);
        assertThat(empty.covered()).isZero();
    }

    @Test
    void differenceCoversTheTimeBetween() {
        clock.advance(30);
        WaitSnapshot earlier = accounts.snapshot();
        clock.advance(70);
        WaitSnapshot later = accounts.snapshot();

        assertThat(later.covered()).isEqualTo(Duration.ofNanos(100));
        assertThat(later.minus(earlier).covered()).isEqualTo(Duration.ofNanos(70));
    }

    @Test
    void eventsAndBackendsAreOrdered() {
        accounts.meters().meter(WaitEvent.DNS_QUERY).record(1);
        claim(accounts.openLedger("b"));
        claim(accounts.openLedger("a"));

        assertThat(List.copyOf(accounts.snapshot().events()))
                .isSorted()
                .contains(WaitEvent.CLAIM_HOLD, WaitEvent.DNS_QUERY);
        assertThat(accounts.snapshot().backends()).containsExactly("a", "b");
    }

    @Test
    void totalsHaveWhatSnapshotHasButPercentiles() {
        accounts.meters().meter(WaitEvent.DNS_QUERY).record(500);
        accounts.meters().meter(WaitEvent.SLOT_CONNECT, "db").begin(clock.nanoTime());
        ClaimLedger closed = accounts.openLedger("db");
        claim(closed);
        accounts.closeLedger(closed);
        claim(accounts.openLedger("db"));
        clock.advance(90);
        WaitSnapshot whole = accounts.snapshot();
        WaitSnapshot totals = accounts.totals();

        assertThat(totals.claims()).isEqualTo(whole.claims());
        assertThat(totals.events()).isEqualTo(whole.events());
        assertThat(whole.events()).allSatisfy(event -> {
            assertThat(totals.event(event).total()).isEqualTo(whole.event(event).total());
            assertThat(totals.event(event).active())
                    .isEqualTo(whole.event(event).active());
            assertThat(totals.event(event).totalNanos())
                    .isEqualTo(whole.event(event).totalNanos());
            assertThat(totals.event(event).maxNanos())
                    .isEqualTo(whole.event(event).maxNanos());
            assertThat(totals.event(event, "db").totalNanos())
                    .isEqualTo(whole.event(event, "db").totalNanos());
            assertThat(totals.event(event).percentileNanos(1)).isZero();
        });
        assertThat(whole.event(WaitEvent.DNS_QUERY).percentileNanos(1)).isEqualTo(500);
    }

    @Test
    void laterWaitDoesNotChangeSnapshot() {
        WaitMeter meter = accounts.meters().meter(WaitEvent.DNS_QUERY);
        meter.record(5);
        WaitSnapshot earlier = accounts.snapshot();
        meter.record(7);

        assertThat(earlier.event(WaitEvent.DNS_QUERY).totalNanos()).isEqualTo(5);
        assertThat(accounts.snapshot().minus(earlier).event(WaitEvent.DNS_QUERY).totalNanos())
                .isEqualTo(7);
    }

    @Test
    void closedLedgerCountsForItsBackend() {
        ClaimLedger ledger = accounts.openLedger("db");
        claim(ledger);
        accounts.closeLedger(ledger);
        accounts.closeLedger(ledger);

        assertThat(accounts.snapshot().event(WaitEvent.CLAIM_HOLD, "db").total())
                .isOne();
        assertThat(accounts.snapshot().claims().ended()).isOne();
    }

    @Test
    void ledgerClosedAfterRetirementKeepsBackendRetired() {
        ClaimLedger ledger = accounts.openLedger("db");
        claim(ledger);
        WaitSnapshot before = accounts.snapshot();
        accounts.retireBackend("db");
        claim(ledger);
        accounts.closeLedger(ledger);
        WaitSnapshot after = accounts.snapshot();

        assertThat(after.backends()).isEmpty();
        assertThat(after.event(WaitEvent.CLAIM_HOLD).total()).isEqualTo(2);
        assertThat(after.minus(before).event(WaitEvent.CLAIM_HOLD).total()).isOne();
        AccountingAssertions.assertAddsUp(before, after);
    }

    @Test
    void returnedBackendBeginsWithEmptySums() {
        WaitMeter first = accounts.meters().meter(WaitEvent.SLOT_CONNECT, "db");
        first.record(1_000);
        first.record(1_000);
        WaitSnapshot before = accounts.snapshot();
        accounts.retireBackend("db");
        accounts.meters().meter(WaitEvent.SLOT_CONNECT, "db").record(10);
        WaitSnapshot between = accounts.snapshot().minus(before);

        assertThat(between.event(WaitEvent.SLOT_CONNECT, "db").total()).isOne();
        assertThat(between.event(WaitEvent.SLOT_CONNECT, "db").percentileNanos(1))
                .isEqualTo(10);
        assertThat(between.event(WaitEvent.SLOT_CONNECT, "").total()).isZero();
        assertThat(between.event(WaitEvent.SLOT_CONNECT).percentileNanos(1)).isEqualTo(10);
    }

    @Test
    void claimsCountByOutcome() {
        claim(accounts.openLedger("db"));
        WaitSnapshot before = accounts.snapshot();
        claim(accounts.openLedger("db"));
        for (ClaimTotals.Outcome outcome : ClaimTotals.Outcome.values()) {
            if (outcome != ClaimTotals.Outcome.OK) {
                accounts.beginAcquire(0).recordFailure(outcome, 0);
            }
        }
        WaitSnapshot between = accounts.snapshot().minus(before);

        assertThat(before.claims(ClaimTotals.Outcome.OK)).isOne();
        assertThat(before.claims(ClaimTotals.Outcome.SHED)).isZero();
        assertThat(ClaimTotals.Outcome.values())
                .allSatisfy(outcome -> assertThat(between.claims(outcome)).isOne());
        assertThat(between.claims().failed()).isEqualTo(ClaimTotals.Outcome.values().length - 1);
    }

    @Test
    void newMaximumOfDifferenceIsExact() {
        WaitMeter meter = accounts.meters().meter(WaitEvent.DNS_QUERY);
        meter.record(100_000);
        WaitSnapshot before = accounts.snapshot();
        meter.record(777);
        assertThat(accounts.snapshot().minus(before).event(WaitEvent.DNS_QUERY).maxNanos())
                .isBetween(770L, 784L);
        meter.record(100_001);
        assertThat(accounts.snapshot().minus(before).event(WaitEvent.DNS_QUERY).maxNanos())
                .isEqualTo(100_001);
    }

    private static void claim(ClaimLedger ledger) {
        TestClaimGuard.claimImmediately(ledger, 0).release(10, 12);
    }
}
