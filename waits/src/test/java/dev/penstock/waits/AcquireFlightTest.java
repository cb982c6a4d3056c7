package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** From when to when a claim without a connection counts as in flight. */
class AcquireFlightTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final WaitAccounts accounts = new WaitAccounts(now::get, new CorrelationIds());

    private long active() {
        return accounts.snapshot().event(WaitEvent.CLAIM_ACQUIRE).active();
    }

    @Test
    void claimCountsWithItsWholeWaitOnceInFlight() {
        AcquireTimeline timeline = accounts.prepareAcquire(now.get(), null);
        timeline.enqueue(accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT), new TestReadiness());
        now.addAndGet(500);
        assertThat(active()).isZero();
        timeline.enterFlight();
        timeline.enterFlight();
        assertThat(active()).isEqualTo(1);
        assertThat(accounts.snapshot().event(WaitEvent.CLAIM_WAIT_SLOT).totalNanos())
                .isEqualTo(500);
        timeline.dequeue(now.get());
        timeline.recordFailure(ClaimTotals.Outcome.TIMEOUT, now.get());
        assertThat(active()).isZero();
        assertThat(accounts.waitingCount()).isZero();
        assertThat(accounts.snapshot().unaccountedNanos()).isZero();
    }

    @Test
    void claimThatNeverEntersEndsWithoutTrace() {
        AcquireTimeline timeline = accounts.prepareAcquire(now.get(), null);
        timeline.endUnrecorded();
        assertThat(accounts.waitingCount()).isZero();
        assertThat(active()).isZero();
    }
}
