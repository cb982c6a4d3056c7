package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimLedgerTest {
    private final WaitAccounts accounts = new WaitAccounts(new FakeClock(0), new CorrelationIds());
    private final ClaimLedger ledger = accounts.openLedger("db");
    private TestClaimGuard claim = TestClaimGuard.ended(ledger);

    @AfterEach
    void nothingIsUnaccounted() {
        if (ledger.heldClaim(0).isPresent()) {
            claim.release(1_000_000, 1_000_000);
        }
        AccountingAssertions.assertIdentity(accounts.snapshot());
    }

    @Test
    void immediateClaimAcquiresInNoTime() {
        claim(100);

        EventStats acquire = accounts.snapshot().event(WaitEvent.CLAIM_ACQUIRE, "db");
        assertThat(acquire.total()).isOne();
        assertThat(acquire.totalNanos()).isZero();
        assertThat(acquire.percentileNanos(1)).isZero();
    }

    @Test
    void heldClaimShowsItsHolder() {
        claim(100);
        long id = TestClaimGuard.currentClaimId(ledger);

        assertThat(ledger.heldClaim(130)).hasValueSatisfying(held(id, 30, -1));
        claim.beginCall(140);
        assertThat(ledger.heldClaim(145)).hasValueSatisfying(held(id, 45, 5));
        assertThat(ledger.heldClaim(145).filter(HeldClaim::executing)).isPresent();
        claim.endCall(150);
        assertThat(ledger.heldClaim(155)).hasValueSatisfying(held(id, 55, -1));
        claim.release(160, 160);
        assertThat(ledger.heldClaim(165)).isEmpty();
    }

    @Test
    void heldClaimShowsWhatItWaitsOn() {
        claim(100);
        assertThat(ledger.heldClaim(130)).hasValueSatisfying(on(WaitEvent.CLAIM_IDLE, 30));
        claim.beginCall(140);
        assertThat(ledger.heldClaim(145)).hasValueSatisfying(on(WaitEvent.CLAIM_EXECUTE, 5));
        claim.endCall(150);
        assertThat(ledger.heldClaim(155)).hasValueSatisfying(on(WaitEvent.CLAIM_IDLE, 5));
        ledger.beginReset(160);
        assertThat(ledger.heldClaim(172)).hasValueSatisfying(on(WaitEvent.CLAIM_RESET, 12));
        claim.release(160, 175);
        assertThat(ledger.heldClaim(180)).isEmpty();
    }

    private static Consumer<HeldClaim> on(WaitEvent event, long eventNanos) {
        return seen -> {
            assertThat(seen.event()).isEqualTo(event);
            assertThat(seen.eventNanos()).isEqualTo(eventNanos);
        };
    }

    @Test
    void readerWithLateClockSeesNoNegativeTime() {
        claim(100);
        claim.beginCall(110);

        assertThat(ledger.heldClaim(90).map(HeldClaim::heldNanos)).contains(0L);
        assertThat(ledger.heldClaim(90).map(HeldClaim::executingNanos)).contains(0L);
    }

    @Test
    void nestedCallIsPartOfOuterCall() {
        claim(0);
        claim.beginCall(10);
        claim.beginCall(12);
        claim.endCall(14);
        claim.endCall(20);
        claim.release(30, 30);

        assertStats(WaitEvent.CLAIM_EXECUTE, 1, 10);
        assertStats(WaitEvent.CLAIM_IDLE, 1, 20);
    }

    @Test
    void callUnderWayAtCloseCountsUntilClose() {
        claim(0);
        claim.beginCall(10);
        claim.release(30, 35);
        claim.endCall(50);

        assertStats(WaitEvent.CLAIM_EXECUTE, 1, 20);
        assertStats(WaitEvent.CLAIM_IDLE, 1, 10);
        assertStats(WaitEvent.CLAIM_RELEASE, 1, 5);
        assertStats(WaitEvent.CLAIM_RESET, 1, 5);
    }

    @Test
    void callOnFreeSlotIsNotCounted() {
        claim(0);
        claim.release(10, 10);
        claim.beginCall(11);
        claim.endCall(12);
        claim(20);
        claim.endCall(30);
        claim.release(40, 40);

        assertStats(WaitEvent.CLAIM_EXECUTE, 0, 0);
        assertStats(WaitEvent.CLAIM_IDLE, 2, 30);
    }

    @Test
    void overlappingCallsCountAsTheFirst() throws InterruptedException {
        claim(0);
        claim.beginCall(10);
        onOtherThread(() -> {
            claim.beginCall(15);
            claim.endCall(18);
        });
        claim.endCall(20);
        onOtherThread(() -> {
            claim.beginCall(30);
            claim.endCall(35);
        });
        claim.release(40, 40);

        assertStats(WaitEvent.CLAIM_EXECUTE, 2, 15);
        assertStats(WaitEvent.CLAIM_IDLE, 1, 25);
    }

    @Test
    void callOfOtherThreadEndedAfterCloseExtendsHold() throws InterruptedException {
        claim(0);
        onOtherThread(() -> {
            claim.beginCall(10);
            claim.endCall(33);
        });
        claim.release(30, 40);

        assertStats(WaitEvent.CLAIM_HOLD, 1, 33);
        assertStats(WaitEvent.CLAIM_EXECUTE, 1, 23);
        assertStats(WaitEvent.CLAIM_IDLE, 1, 10);
        assertStats(WaitEvent.CLAIM_RELEASE, 1, 7);
    }

    @Test
    void callOfOtherThreadRecordedAfterReleaseExtendsClaim() throws InterruptedException {
        claim(0);
        onOtherThread(() -> {
            claim.beginCall(10);
            claim.endCall(45);
            claim.beginCall(47);
        });
        claim.release(30, 40);

        assertStats(WaitEvent.CLAIM_HOLD, 1, 47);
        assertStats(WaitEvent.CLAIM_EXECUTE, 2, 35);
        assertThat(accounts.snapshot().claims()).isEqualTo(new ClaimTotals(1, 0, 47, 0));
    }

    @Test
    void lateClockOfOtherThreadChargesNothingTwice() throws InterruptedException {
        claim(100);
        onOtherThread(() -> {
            claim.beginCall(98);
            claim.endCall(110);
        });
        claim.beginCall(108);
        claim.endCall(120);
        claim.beginCall(130);
        claim.endCall(129);
        claim.release(130, 140);

        assertStats(WaitEvent.CLAIM_EXECUTE, 3, 20);
        assertStats(WaitEvent.CLAIM_IDLE, 1, 10);
    }

    @Test
    void queuedClaimBeginsItsHoldAtTimelineEnd() {
        ReasonTimeline queue = accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT);
        AcquireTimeline timeline = accounts.beginAcquire(100);
        timeline.enqueue(queue, new TestReadiness());
        timeline.dequeue(130);
        timeline.recordValidation("db", 135);
        claim = TestClaimGuard.claim(ledger, timeline);

        assertThat(ledger.heldClaim(145)).hasValueSatisfying(held(timeline.claimId(), 10, -1));
        claim.release(150, 150);
        assertStats(WaitEvent.CLAIM_ACQUIRE, 1, 35);
        assertThat(accounts.snapshot().claims()).isEqualTo(new ClaimTotals(1, 0, 50, 0));
    }

    private static Consumer<HeldClaim> held(long id, long heldNanos, long executingNanos) {
        return seen -> {
            assertThat(seen.claimId()).isEqualTo(id);
            assertThat(seen.holder()).isEqualTo(Thread.currentThread());
            assertThat(seen.heldNanos()).isEqualTo(heldNanos);
            assertThat(seen.executingNanos()).isEqualTo(executingNanos);
            assertThat(seen.attributes()).isEqualTo(ClaimAttributes.NONE);
        };
    }

    private void claim(long now) {
        claim = TestClaimGuard.claimImmediately(ledger, now);
    }

    @Test
    void movedClaimKeepsItsIdAndBegin() {
        ClaimLedger other = accounts.openLedger("other");
        AcquireTimeline timeline = accounts.beginAcquire(100);
        timeline.recordValidation("db", 140);
        claim = TestClaimGuard.claim(ledger, timeline);
        long id = TestClaimGuard.currentClaimId(ledger);

        claim.beginCall(150);
        assertThat(claim.move(other, 160)).isTrue();

        assertThat(ledger.heldClaim(165)).isEmpty();
        assertThat(other.heldClaim(165)).hasValueSatisfying(held(id, 25, 15));
        assertThat(stats(WaitEvent.CLAIM_HOLD, "db").active()).isZero();
        assertThat(stats(WaitEvent.CLAIM_HOLD, "other").active()).isOne();
        assertNanos("db", 20, 10);
        assertNanos("other", 0, 0);
        claim.endCall(170);
        assertNanos("other", 10, 10);
        claim.release(200, 210);

        assertThat(other.heldClaim(210)).isEmpty();
        assertThat(accounts.snapshot().claims().ended()).isOne();
        assertThat(stats(WaitEvent.CLAIM_ACQUIRE, "db").totalNanos()).isEqualTo(40);
        assertThat(stats(WaitEvent.CLAIM_ACQUIRE, "other").total()).isZero();
        assertNanos("db", 20, 10);
        assertNanos("other", 40, 10);
        assertThat(stats(WaitEvent.CLAIM_HOLD, "db").total()).isZero();
        assertThat(accounts.snapshot().event(WaitEvent.CLAIM_HOLD).maxNanos()).isEqualTo(60);
        assertThat(accounts.snapshot().event(WaitEvent.CLAIM_EXECUTE).maxNanos())
                .isEqualTo(20);
        assertThat(accounts.recordedClaims()).singleElement().satisfies(recorded -> {
            assertThat(recorded.claim()).isEqualTo(accounts.ids().format(id));
            assertThat(recorded.backend()).isEqualTo("other");
        });

        claim(300);
        assertThat(ledger.heldClaim(310).map(HeldClaim::claimId)).isPresent().isNotEqualTo(Optional.of(id));
        claim.release(320, 320);
    }

    @Test
    void claimMovedBackCountsEachCallOnce() {
        ClaimLedger other = accounts.openLedger("other");
        claim(100);
        long id = TestClaimGuard.currentClaimId(ledger);
        claim.beginCall(110);
        claim.move(other, 115);
        claim.endCall(120);
        claim.beginCall(130);
        claim.move(ledger, 135);
        claim.endCall(140);
        WaitSnapshot meanwhile = accounts.snapshot();
        assertThat(meanwhile.event(WaitEvent.CLAIM_EXECUTE, "other").totalNanos())
                .isEqualTo(10);
        assertThat(meanwhile.event(WaitEvent.CLAIM_HOLD, "other").totalNanos()).isEqualTo(20);
        assertThat(ledger.heldClaim(150)).hasValueSatisfying(held(id, 50, -1));
        assertThat(other.heldClaim(150)).isEmpty();
        claim.release(160, 160);

        assertStats(WaitEvent.CLAIM_EXECUTE, 2, 20);
        assertStats(WaitEvent.CLAIM_IDLE, 1, 40);
        assertThat(accounts.snapshot().claims().ended()).isOne();
        AccountingAssertions.assertIdentity(meanwhile);
        AccountingAssertions.assertAddsUp(meanwhile, accounts.snapshot());
    }

    private EventStats stats(WaitEvent event, String backend) {
        return accounts.snapshot().event(event, backend);
    }

    private void assertNanos(String backend, long hold, long execute) {
        WaitSnapshot now = accounts.snapshot();
        assertThat(now.event(WaitEvent.CLAIM_HOLD, backend).totalNanos()).isEqualTo(hold);
        assertThat(now.event(WaitEvent.CLAIM_EXECUTE, backend).totalNanos()).isEqualTo(execute);
        AccountingAssertions.assertIdentity(now);
    }

    /** A claim in flight counts up to the moment of the snapshot. */
    @Test
    void hangGrowsWhileItLasts() {
        FakeClock clock = new FakeClock(100);
        WaitAccounts live = new WaitAccounts(clock, new CorrelationIds());
        ClaimLedger slot = live.openLedger("db");
        TestClaimGuard holder = TestClaimGuard.claimImmediately(slot, 100);
        holder.beginCall(110);
        AcquireTimeline waiter = live.beginAcquire(120);
        waiter.enqueue(live.openQueue(WaitEvent.CLAIM_WAIT_SLOT), new TestReadiness());
        clock.advance(1_000);
        WaitSnapshot early = live.snapshot();
        clock.advance(1_000_000);
        WaitSnapshot between = live.snapshot().minus(early);

        assertThat(early.event(WaitEvent.CLAIM_EXECUTE, "db").totalNanos()).isEqualTo(990);
        assertThat(early.event(WaitEvent.CLAIM_WAIT_SLOT).totalNanos()).isEqualTo(980);
        assertThat(between.event(WaitEvent.CLAIM_EXECUTE, "db").totalNanos()).isEqualTo(1_000_000);
        assertThat(between.event(WaitEvent.CLAIM_WAIT_SLOT).totalNanos()).isEqualTo(1_000_000);
        assertThat(between.event(WaitEvent.CLAIM_ACQUIRE).totalNanos()).isEqualTo(1_000_000);
        assertThat(between.event(WaitEvent.CLAIM_IDLE).totalNanos()).isZero();
        assertThat(between.load(WaitEvent.CLAIM_EXECUTE)).isEqualTo(1.0);
        assertThat(between.load()).isEqualTo(2.0);
        assertThat(between.claims().wallNanos()).isEqualTo(2_000_000);
        AccountingAssertions.assertIdentity(early);
        AccountingAssertions.assertIdentity(between);
    }

    /** A slot that was handed over is not waited for: the claimant does not run. */
    @Test
    void claimThatIsReadyWaitsForItsThread() {
        FakeClock clock = new FakeClock(0);
        WaitAccounts live = new WaitAccounts(clock, new CorrelationIds());
        AcquireTimeline waiter = live.beginAcquire(0);
        TestReadiness claimant = new TestReadiness();
        waiter.enqueue(live.openQueue(WaitEvent.CLAIM_WAIT_SLOT), claimant);
        clock.advance(30);
        claimant.ready(30);
        clock.advance(3_000);
        WaitSnapshot meanwhile = live.snapshot();

        assertThat(meanwhile.event(WaitEvent.CLAIM_WAIT_SLOT).totalNanos()).isEqualTo(30);
        assertThat(meanwhile.event(WaitEvent.CLAIM_WAIT_SLOT).active()).isZero();
        assertThat(meanwhile.event(WaitEvent.CLAIM_DISPATCH).totalNanos()).isEqualTo(3_000);
        assertThat(meanwhile.event(WaitEvent.CLAIM_DISPATCH).active()).isOne();
        waiter.dequeue(clock.nanoTime());
        waiter.recordFailure(ClaimTotals.Outcome.TIMEOUT, clock.nanoTime());
        assertThat(live.snapshot()
                        .minus(meanwhile)
                        .event(WaitEvent.CLAIM_DISPATCH)
                        .totalNanos())
                .isZero();
        assertThat(live.snapshot().event(WaitEvent.CLAIM_DISPATCH).maxNanos()).isEqualTo(3_000);
        AccountingAssertions.assertIdentity(live.snapshot());
    }

    private void assertStats(WaitEvent event, long total, long nanos) {
        EventStats stats = accounts.snapshot().event(event);
        assertThat(stats.total()).isEqualTo(total);
        assertThat(stats.totalNanos()).isEqualTo(nanos);
    }

    private static void onOtherThread(Runnable work) throws InterruptedException {
        Thread thread = new Thread(work);
        thread.start();
        thread.join();
    }
}
