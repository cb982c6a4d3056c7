package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Shows that "unaccounted" is measured and not assumed: accounts that do not balance appear in it. */
class BrokenAccountingTest {
    private final WaitAccounts accounts = new WaitAccounts(new FakeClock(0), new CorrelationIds());
    private final ClaimLedger ledger = accounts.openLedger("db");

    @Test
    void unchargedWaitBeforeHandoverIsUnaccounted() {
        TestClaimGuard.claim(ledger, timelineUntil(130), 137).release(150, 160);

        assertThat(accounts.snapshot().claims()).isEqualTo(new ClaimTotals(1, 0, 60, 7));
    }

    @Test
    void waitChargedPastHandoverIsUnaccounted() {
        TestClaimGuard.claim(ledger, timelineUntil(130), 127).release(150, 160);

        assertThat(accounts.snapshot().unaccountedNanos()).isEqualTo(-3);
    }

    @Test
    void unchargedWaitBeforeFailureIsUnaccounted() {
        timelineUntil(130).recordFailure(ClaimTotals.Outcome.TIMEOUT, 141);

        assertThat(accounts.snapshot().claims()).isEqualTo(new ClaimTotals(1, 1, 41, 11));
    }

    @Test
    void negativeReleaseIsUnaccounted() {
        TestClaimGuard.claimImmediately(ledger, 100).release(150, 145);

        assertThat(accounts.snapshot().unaccountedNanos()).isEqualTo(-5);
    }

    @Test
    void negativeReleaseDuringCallIsUnaccounted() {
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 100);
        claim.beginCall(110);
        claim.release(150, 145);

        assertThat(accounts.snapshot().unaccountedNanos()).isEqualTo(-5);
    }

    @Test
    void unaccountedTimeOutlivesItsLedger() {
        WaitSnapshot before = accounts.snapshot();
        TestClaimGuard.claim(ledger, timelineUntil(130), 137).release(150, 160);
        accounts.closeLedger(ledger);
        WaitSnapshot after = accounts.snapshot();

        assertThat(after.minus(before).unaccountedNanos()).isEqualTo(7);
        assertThat(accounts.snapshot().minus(after).unaccountedNanos()).isZero();
    }

    private AcquireTimeline timelineUntil(long moment) {
        AcquireTimeline timeline = accounts.beginAcquire(100);
        timeline.enqueue(accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT), new TestReadiness());
        timeline.dequeue(moment);
        return timeline;
    }
}
