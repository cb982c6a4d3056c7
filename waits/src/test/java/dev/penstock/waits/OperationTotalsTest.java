package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.waits.operations.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sums of claims by operation. */
class OperationTotalsTest {
    private final FakeClock clock = new FakeClock(0);
    private final WaitAccounts accounts = new WaitAccounts(clock, new CorrelationIds());
    private final ClaimLedger ledger = accounts.openLedger("db");

    @AfterEach
    void nothingIsUnaccounted() {
        AccountingAssertions.assertIdentity(accounts.snapshot());
    }

    private void advanceTo(long now) {
        clock.advance(now - clock.nanoTime());
    }

    private Operation operation(String name) {
        Operation operation = Operation.forClaim(name, null);
        accounts.operations().enter(operation);
        return operation;
    }

    @Test
    void claimUnderWayCountsInItsOperation() {
        TestClaimGuard claim = TestClaimGuard.claimWithin(operation("checkout"), ledger, 100);
        claim.beginCall(110);
        advanceTo(150);

        WaitSnapshot during = accounts.snapshot();
        assertThat(during.operations()).containsExactly("checkout");
        assertThat(nanos(during, WaitEvent.CLAIM_EXECUTE)).isEqualTo(40);
        assertThat(nanos(during, WaitEvent.CLAIM_IDLE)).isEqualTo(10);
        assertThat(during.operation("checkout", WaitEvent.CLAIM_EXECUTE).active())
                .isOne();
        claim.endCall(160);
        claim.release(170, 175);
        advanceTo(180);

        WaitSnapshot after = accounts.snapshot();
        assertThat(nanos(after, WaitEvent.CLAIM_EXECUTE)).isEqualTo(50);
        assertThat(nanos(after, WaitEvent.CLAIM_HOLD)).isEqualTo(70);
        assertThat(nanos(after, WaitEvent.CLAIM_RESET)).isEqualTo(5);
        assertThat(after.operation("checkout", WaitEvent.CLAIM_ACQUIRE).total()).isOne();
        assertThat(after.minus(during)
                        .operation("checkout", WaitEvent.CLAIM_EXECUTE)
                        .totalNanos())
                .isEqualTo(10);
    }

    private static long nanos(WaitSnapshot snapshot, WaitEvent event) {
        return snapshot.operation("checkout", event).totalNanos();
    }

    @Test
    void claimThatMovesCountsAsAWhole() {
        ClaimLedger other = accounts.openLedger("standby");
        TestClaimGuard claim = TestClaimGuard.claimWithin(operation("checkout"), ledger, 100);
        claim.beginCall(110);
        claim.endCall(120);
        claim.beginCall(130);
        assertThat(claim.move(other, 140)).isTrue();
        advanceTo(145);
        assertThat(nanos(accounts.snapshot(), WaitEvent.CLAIM_EXECUTE)).isEqualTo(25);
        claim.endCall(150);
        claim.release(160, 160);
        advanceTo(200);

        WaitSnapshot after = accounts.snapshot();
        assertThat(nanos(after, WaitEvent.CLAIM_EXECUTE)).isEqualTo(30);
        assertThat(nanos(after, WaitEvent.CLAIM_IDLE)).isEqualTo(30);
        assertThat(after.operation("checkout", WaitEvent.CLAIM_EXECUTE).total()).isEqualTo(2);
    }

    @Test
    void waitOfClaimCountsWhileItLasts() {
        AcquireTimeline waiter = accounts.beginAcquire(100, operation("checkout"));
        waiter.enqueue(accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT), new TestReadiness());
        advanceTo(150);

        assertThat(nanos(accounts.snapshot(), WaitEvent.CLAIM_WAIT_SLOT)).isEqualTo(50);
        assertThat(nanos(accounts.snapshot(), WaitEvent.CLAIM_ACQUIRE)).isEqualTo(50);
        waiter.dequeue(160);
        waiter.recordFailure(ClaimTotals.Outcome.TIMEOUT, 160);
        advanceTo(170);
        assertThat(nanos(accounts.snapshot(), WaitEvent.CLAIM_WAIT_SLOT)).isEqualTo(60);
        assertThat(accounts.snapshot()
                        .operation("checkout", WaitEvent.CLAIM_ACQUIRE)
                        .total())
                .isOne();
    }

    @Test
    void namesBeyond256CountAsOther() {
        for (int i = 0; i < 10_000; i++) {
            TestClaimGuard claim = TestClaimGuard.claimWithin(operation("route-" + i), ledger, 10 * i);
            claim.release(10 * i + 4, 10 * i + 4);
        }
        advanceTo(1_000_000);

        WaitSnapshot snapshot = accounts.snapshot();
        assertThat(snapshot.operations()).hasSize(257).contains("other", "route-0", "route-255");
        assertThat(snapshot.operation("other", WaitEvent.CLAIM_HOLD).totalNanos())
                .isEqualTo(4 * (10_000 - 256));
        assertThat(snapshot.operations().stream()
                        .mapToLong(name ->
                                snapshot.operation(name, WaitEvent.CLAIM_HOLD).total())
                        .sum())
                .isEqualTo(10_000);
    }

    @Test
    void slotThatEndsKeepsItsSums() {
        TestClaimGuard claim = TestClaimGuard.claimWithin(operation("checkout"), ledger, 100);
        claim.release(130, 130);
        accounts.closeLedger(ledger);
        advanceTo(200);

        assertThat(nanos(accounts.snapshot(), WaitEvent.CLAIM_HOLD)).isEqualTo(30);
        assertThat(nanos(accounts.snapshot(), WaitEvent.CLAIM_HOLD)).isEqualTo(30);
    }
}
