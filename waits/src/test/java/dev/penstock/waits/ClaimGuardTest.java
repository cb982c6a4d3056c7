package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClaimGuardTest {
    private final WaitAccounts accounts = new WaitAccounts(NanoClock.system(), new CorrelationIds());
    private final ClaimLedger ledger = accounts.openLedger("db");

    @Test
    void claimEndedByManyThreadsEndsOnce() throws Exception {
        int rounds = 20_000;
        int threads = 3;
        TestClaimGuard[] claims = new TestClaimGuard[rounds];
        for (int i = 0; i < rounds; i++) {
            claims[i] = TestClaimGuard.claimImmediately(accounts.openLedger("db"), i);
        }
        AtomicInteger ended = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            for (int thread = 0; thread < threads; thread++) {
                runner.add(() -> {
                    start.await();
                    for (int i = 0; i < rounds; i++) {
                        ended.addAndGet(claims[i].release(i, i) ? 1 : 0);
                    }
                    return null;
                });
            }
            runner.finish();
        }
        assertThat(ended).hasValue(rounds);
        assertThat(accounts.snapshot().claims().ended()).isEqualTo(rounds);
    }

    @Test
    void claimEndedBetweenCallsReportsNoCall() {
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 0);
        claim.beginCall(1);
        claim.beginCall(2);
        claim.endCall(3);
        claim.endCall(4);

        assertThat(claim.release(5, 5)).isTrue();
        assertThat(claim.hasEndedDuringCall()).isFalse();
        assertThat(claim.isOpen()).isFalse();
        assertThat(claim.release(6, 6)).isFalse();
    }

    @Test
    void failedRecordingLetsClaimEnd() {
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 0);
        claim.whileRecording(ClaimGuardTest::fail);
        assertThatThrownBy(() -> claim.beginCall(1)).isInstanceOf(StackOverflowError.class);
        claim.whileRecording(() -> {});
        claim.beginCall(2);
        claim.whileRecording(ClaimGuardTest::fail);
        assertThatThrownBy(() -> claim.endCall(3)).isInstanceOf(StackOverflowError.class);
        claim.whileRecording(() -> {});
        assertThat(claim.release(5, 5)).isTrue();
        assertThat(claim.hasEndedDuringCall()).isFalse();
        assertThat(accounts.snapshot().unaccountedNanos()).isZero();
    }

    private static void fail() {
        throw new StackOverflowError("scripted");
    }

    @Test
    void recordingThreadEndsItsOwnClaimWithoutWaiting() {
        TestClaimGuard claim = TestClaimGuard.ended(ledger);
        assertThat(claim.release(1, 1)).isFalse();
        TestClaimGuard held = TestClaimGuard.claimImmediately(ledger, 0);
        AtomicInteger ended = new AtomicInteger();
        held.whileRecording(() -> {
            held.whileRecording(() -> {});
            ended.addAndGet(held.release(1, 1) ? 1 : 0);
        });
        held.beginCall(1);
        held.endCall(2);
        assertThat(ended).hasValue(1);
        assertThat(held.hasEndedDuringCall()).isTrue();
    }

    @Test
    void claimEndedDuringCallReportsIt() {
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 0);
        claim.beginUntimedCall();
        claim.release(5, 5);

        assertThat(claim.hasEndedDuringCall()).isTrue();
        claim.endUntimedCall();
        assertThat(claim.isOpen()).isFalse();
    }

    /** The first call has ended; the call that overlapped it has not. */
    @Test
    void claimEndedDuringOverlappingCallReportsIt() throws Exception {
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 0);
        claim.beginCall(1);
        onOtherThread(() -> claim.beginCall(2));
        claim.endCall(3);
        claim.release(5, 5);

        assertThat(claim.hasEndedDuringCall()).isTrue();
    }

    @Test
    void claimEndedAfterOverlappingCallsReportsNoCall() throws Exception {
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 0);
        claim.beginCall(1);
        onOtherThread(() -> {
            claim.beginCall(2);
            claim.beginCall(3);
            claim.endCall(4);
            claim.endCall(5);
        });
        claim.endCall(6);
        claim.release(7, 7);

        assertThat(claim.hasEndedDuringCall()).isFalse();
    }

    @Test
    void untimedCallsCountAsIdle() {
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 0);
        claim.beginUntimedCall();
        claim.endUntimedCall();
        claim.release(7, 7);

        assertThat(accounts.snapshot().event(WaitEvent.CLAIM_EXECUTE).total()).isZero();
        assertThat(accounts.snapshot().event(WaitEvent.CLAIM_IDLE).totalNanos()).isEqualTo(7);
    }

    @Test
    void claimMovesOnlyInItsOnlyCall() throws Exception {
        ClaimLedger other = accounts.openLedger("other");
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 0);
        assertThat(claim.move(other, 1)).as("no call is under way").isFalse();
        onOtherThread(() -> claim.beginCall(2));
        assertThat(claim.move(other, 3)).as("another thread calls").isFalse();
        onOtherThread(() -> claim.endCall(4));
        claim.release(5, 5);
        claim.beginCall(6);
        assertThat(claim.move(other, 7)).as("the claim is over").isFalse();
    }

    @Test
    void claimEndedDuringMoveEndsOnOneSlot() throws Exception {
        int rounds = 20_000;
        ClaimLedger[] others = new ClaimLedger[rounds];
        TestClaimGuard[] claims = new TestClaimGuard[rounds];
        for (int i = 0; i < rounds; i++) {
            claims[i] = TestClaimGuard.claimImmediately(accounts.openLedger("db"), 0);
            others[i] = accounts.openLedger("other");
        }
        CyclicBarrier start = new CyclicBarrier(2);
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            runner.add(() -> {
                start.await();
                for (int i = 0; i < rounds; i++) {
                    claims[i].beginUntimedCall();
                    claims[i].move(others[i], 1);
                    claims[i].endUntimedCall();
                }
                return null;
            });
            runner.add(() -> {
                start.await();
                for (int i = 0; i < rounds; i++) {
                    claims[i].release(2, 2);
                }
                return null;
            });
            runner.finish();
        }
        AccountingAssertions.assertIdentity(accounts.snapshot());
        assertThat(accounts.snapshot().claims().ended()).isEqualTo(rounds);
    }

    /** Each round is the first call of its slot. */
    @Test
    void claimEndedAsCallReturnsAccountsForItsHold() throws Exception {
        int rounds = 20_000;
        TestClaimGuard[] claims = new TestClaimGuard[rounds];
        CyclicBarrier together = new CyclicBarrier(2);
        for (int i = 0; i < rounds; i++) {
            claims[i] = TestClaimGuard.claimImmediately(accounts.openLedger("db"), 0);
        }
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            runner.add(() -> {
                for (TestClaimGuard claim : claims) {
                    claim.beginCall(100);
                    together.await();
                    claim.endCall(400);
                }
                return null;
            });
            runner.add(() -> {
                for (TestClaimGuard claim : claims) {
                    together.await();
                    claim.release(500, 500);
                }
                return null;
            });
            runner.finish();
        }
        WaitSnapshot end = accounts.snapshot();
        AccountingAssertions.assertIdentity(end);
        EventStats executed = end.event(WaitEvent.CLAIM_EXECUTE);
        assertThat(executed.total()).isEqualTo(rounds);
        assertThat(executed.distribution().total()).isEqualTo(rounds);
    }

    /** The slot serves its next claim before the call of the former one returns. */
    @Test
    void lateCallOfEndedClaimIsNotCounted() {
        TestClaimGuard former = TestClaimGuard.claimImmediately(ledger, 0);
        former.beginCall(1);
        former.release(3, 3);
        TestClaimGuard next = TestClaimGuard.claimImmediately(ledger, 4);
        next.beginCall(5);
        former.endCall(6);
        next.endCall(8);
        next.release(9, 9);

        EventStats executed = accounts.snapshot().event(WaitEvent.CLAIM_EXECUTE);
        assertThat(executed.total()).isEqualTo(2);
        assertThat(executed.totalNanos()).isEqualTo(2 + 3);
    }

    @Test
    void interruptDoesNotShortenTheWaitForMarkedCall() {
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, 0);
        claim.beginMarkedCall();
        long began = System.nanoTime();
        Thread.currentThread().interrupt();
        claim.release(5, 5);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - began).isGreaterThan(20_000_000);
        assertThat(claim.hasEndedDuringCall()).isTrue();
    }

    private static void onOtherThread(Runnable work) throws InterruptedException {
        Thread thread = new Thread(work);
        thread.start();
        thread.join();
    }
}
