package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class ReasonTimelineTest {
    private final WaitAccounts accounts = new WaitAccounts(new FakeClock(0), new CorrelationIds());
    private final ReasonTimeline queue = accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT);

    @Test
    void waitIsSplitAtChangeOfReason() {
        AcquireTimeline claim = queued(10);
        queue.setReason(WaitEvent.CLAIM_WAIT_BACKEND, 15);
        queue.setReason(WaitEvent.CLAIM_WAIT_SLOT, 18);
        claim.dequeue(25);

        assertThat(claim.reasons())
                .containsExactly(entry(WaitEvent.CLAIM_WAIT_SLOT, 12L), entry(WaitEvent.CLAIM_WAIT_BACKEND, 3L));
        assertThat(claim.accountedNanos()).isEqualTo(15);
        assertThat(claim.cursor()).isEqualTo(25);
        assertThat(accounts.snapshot().event(WaitEvent.CLAIM_WAIT_SLOT).total()).isEqualTo(2);
    }

    @Test
    void changeAtEndIsNotPartOfWait() {
        AcquireTimeline claim = queued(10);
        queue.setReason(WaitEvent.CLAIM_WAIT_BACKEND, 15);
        claim.dequeue(15);

        assertThat(claim.reasons()).containsExactly(entry(WaitEvent.CLAIM_WAIT_SLOT, 5L));
    }

    @Test
    void sameReasonAgainChangesNothing() {
        AcquireTimeline claim = queued(10);
        queue.setReason(WaitEvent.CLAIM_WAIT_SLOT, 15);
        claim.dequeue(25);

        assertThat(accounts.snapshot().event(WaitEvent.CLAIM_WAIT_SLOT).total()).isOne();
    }

    @Test
    void overtakenChangeCountsAtTheLaterMoment() {
        AcquireTimeline claim = queued(0);
        queue.setReason(WaitEvent.CLAIM_WAIT_BACKEND, 100);
        queue.setReason(WaitEvent.CLAIM_WAIT_ADMIN, 90);
        claim.dequeue(150);

        assertThat(claim.reasons())
                .containsExactly(entry(WaitEvent.CLAIM_WAIT_SLOT, 100L), entry(WaitEvent.CLAIM_WAIT_ADMIN, 50L));
    }

    @Test
    void claimEndedBeforeItsBeginWaitedZero() {
        AcquireTimeline claim = queued(10);
        claim.dequeue(9);

        assertThat(claim.reasons()).containsExactly(entry(WaitEvent.CLAIM_WAIT_SLOT, 0L));
        assertThat(claim.cursor()).isEqualTo(10);
    }

    @Test
    void waitersAreActiveUnderPresentReason() {
        AcquireTimeline first = queued(0);
        queued(0);
        queue.setReason(WaitEvent.CLAIM_WAIT_ADMIN, 5);
        assertActive(2, 0, 2);
        first.dequeue(6);
        assertActive(2, 0, 1);
        first.recordFailure(ClaimTotals.Outcome.TIMEOUT, 6);
        assertActive(1, 0, 1);
        queue.setReason(WaitEvent.CLAIM_WAIT_SLOT, 7);
        assertActive(1, 1, 0);
    }

    @Test
    void claimQueuedTwiceIsRefused() {
        AcquireTimeline claim = queued(0);

        assertThatThrownBy(() -> claim.enqueue(queue, new TestReadiness()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(claim.claim());
        assertActive(1, 1, 0);
        claim.dequeue(1);
        assertThatThrownBy(() -> claim.dequeue(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(claim.claim());
        claim.recordFailure(ClaimTotals.Outcome.TIMEOUT, 1);
        assertActive(0, 0, 0);
    }

    @Test
    void reasonsAreReadOnly() {
        AcquireTimeline claim = queued(0);
        claim.dequeue(1);

        assertThatThrownBy(() -> claim.reasons().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private AcquireTimeline queued(long began) {
        AcquireTimeline claim = accounts.beginAcquire(began);
        claim.enqueue(queue, new TestReadiness());
        return claim;
    }

    private void assertActive(long acquiring, long forSlot, long forAdmin) {
        WaitSnapshot now = accounts.snapshot();
        assertThat(now.event(WaitEvent.CLAIM_ACQUIRE).active()).isEqualTo(acquiring);
        assertThat(now.event(WaitEvent.CLAIM_WAIT_SLOT).active()).isEqualTo(forSlot);
        assertThat(now.event(WaitEvent.CLAIM_WAIT_ADMIN).active()).isEqualTo(forAdmin);
    }
}
