package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimLedgerTest {
    private final WaitAccounts accounts = new WaitAccounts(new FakeClock(0), new CorrelationIds());
    private final ClaimLedger ledger = accounts.openLedger("db");

    @AfterEach
    void nothingIsUnaccounted() {
        if (ledger.held(0).isPresent()) {
            ledger.released(1_000_000, -1, 1_000_000);
        }
        Identity.assertSatisfied(accounts.snapshot(), 0, 0, 0);
    }

    @Test
    void anImmediateClaimAcquiresInNoTime() {
        ledger.claimedAtOnce(100);

        EventStats acquire = accounts.snapshot().event(WaitEvent.CLAIM_ACQUIRE, "db");
        assertThat(acquire.total()).isOne();
        assertThat(acquire.totalNanos()).isZero();
        assertThat(acquire.percentileNanos(1)).isZero();
    }

    @Test
    void itsHolderIsSeenWhileItHolds() {
        long id = ledger.claimedAtOnce(100);

        assertThat(ledger.held(130)).contains(new HeldClaim(id, Thread.currentThread(), 30, -1));
        ledger.callBegins(140);
        assertThat(ledger.held(145)).contains(new HeldClaim(id, Thread.currentThread(), 45, 5));
        assertThat(ledger.held(145).filter(HeldClaim::executing)).isPresent();
        ledger.callEnds(150);
        assertThat(ledger.held(155)).contains(new HeldClaim(id, Thread.currentThread(), 55, -1));
        ledger.released(160, -1, 160);
        assertThat(ledger.held(165)).isEmpty();
    }

    @Test
    void aReaderWhoseClockIsBehindSeesNoNegativeTime() {
        ledger.claimedAtOnce(100);
        ledger.callBegins(110);

        assertThat(ledger.held(90).map(HeldClaim::heldNanos)).contains(0L);
        assertThat(ledger.held(90).map(HeldClaim::executingNanos)).contains(0L);
    }

    @Test
    void aNestedCallIsPartOfTheOuterOne() {
        ledger.claimedAtOnce(0);
        ledger.callBegins(10);
        ledger.callBegins(12);
        ledger.callEnds(14);
        ledger.callEnds(20);
        ledger.released(30, -1, 30);

        assertStats(WaitEvent.CLAIM_EXECUTE, 1, 10);
        assertStats(WaitEvent.CLAIM_IDLE, 1, 20);
    }

    @Test
    void aCallUnderWayAtTheCloseIsCountedUpToThere() {
        ledger.claimedAtOnce(0);
        ledger.callBegins(10);
        ledger.released(30, 4, 35);
        ledger.callEnds(50);

        assertStats(WaitEvent.CLAIM_EXECUTE, 1, 20);
        assertStats(WaitEvent.CLAIM_IDLE, 1, 10);
        assertStats(WaitEvent.CLAIM_RELEASE, 1, 5);
        assertStats(WaitEvent.CLAIM_RESET, 1, 4);
    }

    @Test
    void aCallOnAFreeSlotIsNotCounted() {
        ledger.claimedAtOnce(0);
        ledger.released(10, -1, 10);
        ledger.callBegins(11);
        ledger.callEnds(12);
        ledger.claimedAtOnce(20);
        ledger.callEnds(30);
        ledger.released(40, -1, 40);

        assertStats(WaitEvent.CLAIM_EXECUTE, 0, 0);
        assertStats(WaitEvent.CLAIM_IDLE, 2, 30);
    }

    @Test
    void overlappingCallsOfTwoThreadsCountAsTheFirst() throws InterruptedException {
        ledger.claimedAtOnce(0);
        ledger.callBegins(10);
        elsewhere(() -> {
            ledger.callBegins(15);
            ledger.callEnds(18);
        });
        ledger.callEnds(20);
        elsewhere(() -> {
            ledger.callBegins(30);
            ledger.callEnds(35);
        });
        ledger.released(40, -1, 40);

        assertStats(WaitEvent.CLAIM_EXECUTE, 2, 15);
        assertStats(WaitEvent.CLAIM_IDLE, 1, 25);
    }

    @Test
    void aCallThatEndedElsewhereAfterTheCloseWasEnteredExtendsTheHold() throws InterruptedException {
        ledger.claimedAtOnce(0);
        elsewhere(() -> {
            ledger.callBegins(10);
            ledger.callEnds(33);
        });
        ledger.released(30, -1, 40);

        assertStats(WaitEvent.CLAIM_HOLD, 1, 33);
        assertStats(WaitEvent.CLAIM_EXECUTE, 1, 23);
        assertStats(WaitEvent.CLAIM_IDLE, 1, 10);
        assertStats(WaitEvent.CLAIM_RELEASE, 1, 7);
    }

    @Test
    void aCallThatWasNotedElsewhereAfterTheLastClockReadingOfTheCloseExtendsTheClaim() throws InterruptedException {
        ledger.claimedAtOnce(0);
        elsewhere(() -> {
            ledger.callBegins(10);
            ledger.callEnds(45);
            ledger.callBegins(47);
        });
        ledger.released(30, -1, 40);

        assertStats(WaitEvent.CLAIM_HOLD, 1, 47);
        assertStats(WaitEvent.CLAIM_EXECUTE, 2, 35);
        assertThat(accounts.snapshot().claims()).isEqualTo(new ClaimTotals(1, 0, 47, 0));
    }

    @Test
    void aClockThatIsBehindOnAnotherThreadChargesNothingTwice() throws InterruptedException {
        ledger.claimedAtOnce(100);
        elsewhere(() -> {
            ledger.callBegins(98);
            ledger.callEnds(110);
        });
        ledger.callBegins(108);
        ledger.callEnds(120);
        ledger.callBegins(130);
        ledger.callEnds(129);
        ledger.released(130, -1, 140);

        assertStats(WaitEvent.CLAIM_EXECUTE, 3, 20);
        assertStats(WaitEvent.CLAIM_IDLE, 1, 10);
    }

    @Test
    void aQueuedClaimIsHandedOverWhereItsTimelineEnds() {
        ReasonTimeline queue = accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT);
        AcquireTimeline timeline = accounts.acquire(100);
        timeline.queued(queue);
        timeline.dequeued(130);
        timeline.validated("db", 135);
        ledger.claimed(timeline);

        assertThat(ledger.held(145))
                .isEqualTo(Optional.of(new HeldClaim(timeline.claimId(), Thread.currentThread(), 10, -1)));
        ledger.released(150, -1, 150);
        assertStats(WaitEvent.CLAIM_ACQUIRE, 1, 35);
        assertThat(accounts.snapshot().claims()).isEqualTo(new ClaimTotals(1, 0, 50, 0));
    }

    private void assertStats(WaitEvent event, long total, long nanos) {
        EventStats stats = accounts.snapshot().event(event);
        assertThat(stats.total()).isEqualTo(total);
        assertThat(stats.totalNanos()).isEqualTo(nanos);
    }

    private static void elsewhere(Runnable work) throws InterruptedException {
        Thread thread = new Thread(work);
        thread.start();
        thread.join();
    }
}
