package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ClaimLedgerConcurrencyTest {
    private static final int CLAIMS = 300_000;

    /** The clock of snapshots stands still: a claim in flight counts up to its last recorded moment. */
    private final WaitAccounts accounts = new WaitAccounts(() -> 0, new CorrelationIds());

    /** The writer uses its own clock; therefore each sum of a claim is known in advance. */
    @Test
    void concurrentSnapshotIsTrueOfOneMoment() throws Exception {
        ClaimLedger ledger = accounts.openLedger("db");
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong snapshots = new AtomicLong();
        AtomicLong claims = new AtomicLong();
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            runner.add(() -> {
                long now = 0;
                while (claims.get() < CLAIMS || snapshots.get() == 0) {
                    now = claimOnce(ledger, now);
                    claims.incrementAndGet();
                }
                done.set(true);
                return null;
            });
            for (int reader = 0; reader < 3; reader++) {
                runner.add(() -> {
                    WaitSnapshot earlier = accounts.snapshot();
                    while (!done.get()) {
                        WaitSnapshot later = accounts.snapshot();
                        assertTrueOfOneMoment(later);
                        assertNothingWentBackwards(earlier, later);
                        earlier = later;
                        snapshots.incrementAndGet();
                    }
                    return null;
                });
            }
            runner.finish();
        }
        assertThat(accounts.snapshot().claims()).isEqualTo(new ClaimTotals(claims.get(), 0, claims.get() * 60, 0));
        AccountingAssertions.assertIdentity(accounts.snapshot());
    }

    /** One claim: hold 50 ns, of which 20 ns at the driver; release 10 ns. */
    private static long claimOnce(ClaimLedger ledger, long began) {
        TestClaimGuard claim = TestClaimGuard.claimImmediately(ledger, began);
        claim.beginCall(began + 10);
        claim.endCall(began + 30);
        claim.release(began + 50, began + 60);
        return began + 60;
    }

    private static void assertTrueOfOneMoment(WaitSnapshot now) {
        long ended = now.claims().ended();
        long held = now.event(WaitEvent.CLAIM_HOLD).active();
        long called = now.event(WaitEvent.CLAIM_EXECUTE).total();
        long holding = now.event(WaitEvent.CLAIM_HOLD).totalNanos() - ended * 50;
        assertThat(holding).isIn(0L, held * 10, held * 30);
        assertThat(now.claims()).isEqualTo(new ClaimTotals(ended, 0, ended * 60 + holding, 0));
        assertThat(now.event(WaitEvent.CLAIM_HOLD).total()).isEqualTo(ended);
        assertThat(now.event(WaitEvent.CLAIM_IDLE).totalNanos() - ended * 30).isIn(0L, held * 10);
        assertThat(now.event(WaitEvent.CLAIM_RELEASE).totalNanos()).isEqualTo(ended * 10);
        assertThat(now.event(WaitEvent.CLAIM_RESET).totalNanos()).isEqualTo(ended * 10);
        assertThat(now.event(WaitEvent.CLAIM_ACQUIRE).total()).isEqualTo(ended + held);
        assertThat(now.event(WaitEvent.CLAIM_EXECUTE).totalNanos()).isEqualTo(called * 20);
        assertThat(called).isBetween(ended, ended + held);
        assertThat(now.event(WaitEvent.CLAIM_EXECUTE).active()
                        + now.event(WaitEvent.CLAIM_IDLE).active())
                .isEqualTo(held);
        AccountingAssertions.assertIdentity(now);
    }

    private static void assertNothingWentBackwards(WaitSnapshot earlier, WaitSnapshot later) {
        AccountingAssertions.assertNothingDecreased(earlier, later);
        for (WaitEvent event : WaitEvent.values()) {
            EventStats after = later.event(event);
            assertThat(after.distribution().total())
                    .isGreaterThanOrEqualTo(earlier.event(event).distribution().total())
                    .isGreaterThanOrEqualTo(after.total());
        }
    }

    /** A claim's clock stands still, and its time follows from its ID. */
    @Test
    void concurrentReaderSeesRealClaims() throws Exception {
        ClaimLedger ledger = accounts.openLedger("db");
        TestClaimGuard zeroth = TestClaimGuard.claimImmediately(ledger, 0);
        long first = TestClaimGuard.currentClaimId(ledger);
        zeroth.release(0, 0);
        AtomicBoolean done = new AtomicBoolean();
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            runner.add(() -> {
                for (long claim = 1; claim < CLAIMS; claim++) {
                    TestClaimGuard guard = TestClaimGuard.claimImmediately(ledger, claim * 1_000);
                    guard.beginCall(claim * 1_000 + 1);
                    guard.endCall(claim * 1_000 + 1);
                    guard.release(claim * 1_000 + 1, claim * 1_000 + 1);
                }
                done.set(true);
                return null;
            });
            for (int reader = 0; reader < 2; reader++) {
                runner.add(() -> {
                    long now = CLAIMS * 1_000L;
                    while (!done.get()) {
                        ledger.heldClaim(now).ifPresent(claim -> {
                            long began = (claim.claimId() - first) * 1_000;
                            assertThat(claim.heldNanos()).isEqualTo(now - began);
                            assertThat(claim.executingNanos()).isIn(-1L, now - began - 1);
                        });
                    }
                    return null;
                });
            }
            runner.finish();
        }
        assertThat(ledger.heldClaim(0)).isEmpty();
    }

    /**
     * All threads make calls at any time: before, during and after the claims of one of them, on the real clock. A slot
     * whose claim ended during a call serves its next claim at once. Each counted call must be in the histogram.
     */
    @Test
    void concurrentCallsKeepTheIdentity() throws Exception {
        ClaimLedger ledger = accounts.openLedger("db");
        NanoClock clock = NanoClock.system();
        AtomicReference<TestClaimGuard> current = new AtomicReference<>(TestClaimGuard.ended(ledger));
        AtomicBoolean done = new AtomicBoolean();
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            runner.add(() -> {
                for (int claim = 0; claim < CLAIMS; claim++) {
                    TestClaimGuard guard = TestClaimGuard.claimImmediately(ledger, clock.nanoTime());
                    current.set(guard);
                    guard.beginCall(clock.nanoTime());
                    guard.endCall(clock.nanoTime());
                    long now = clock.nanoTime();
                    assertThat(guard.release(now, now)).isTrue();
                }
                done.set(true);
                return null;
            });
            for (int caller = 0; caller < 2; caller++) {
                runner.add(() -> {
                    while (!done.get()) {
                        TestClaimGuard guard = current.get();
                        guard.beginCall(clock.nanoTime());
                        guard.endCall(clock.nanoTime());
                    }
                    return null;
                });
            }
            runner.finish();
        }
        WaitSnapshot end = accounts.snapshot();
        assertThat(end.claims().ended()).isEqualTo(CLAIMS);
        AccountingAssertions.assertIdentity(end);
        EventStats executed = end.event(WaitEvent.CLAIM_EXECUTE);
        assertThat(executed.distribution().total()).isEqualTo(executed.total());
    }

    /** A slot goes from thread to thread as in a pool: by a store that the next holder reads. */
    @Test
    void alternatingHoldersLoseNothing() throws Exception {
        ClaimLedger ledger = accounts.openLedger("db");
        AtomicBoolean free = new AtomicBoolean(true);
        AtomicLong time = new AtomicLong();
        int holders = 3;
        int turns = 50_000;
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            for (int holder = 0; holder < holders; holder++) {
                runner.add(() -> {
                    for (int turn = 0; turn < turns; turn++) {
                        while (!free.compareAndSet(true, false)) {
                            Thread.yield();
                        }
                        time.set(claimOnce(ledger, time.get()));
                        free.set(true);
                    }
                    return null;
                });
            }
            runner.finish();
        }
        assertTrueOfOneMoment(accounts.snapshot());
        assertThat(accounts.snapshot().claims().ended()).isEqualTo((long) holders * turns);
    }

    @Test
    void concurrentCloseAndRetirementLoseNothing() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        int rounds = 3_000;
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            runner.add(() -> {
                SplittableRandom random = new SplittableRandom(42);
                for (int round = 0; round < rounds; round++) {
                    ClaimLedger ledger = accounts.openLedger("db" + random.nextInt(3));
                    claimOnce(ledger, 0);
                    if (random.nextInt(4) == 0) {
                        accounts.retireBackend(ledger.backend());
                    }
                    accounts.closeLedger(ledger);
                }
                done.set(true);
                return null;
            });
            runner.add(() -> {
                WaitSnapshot earlier = accounts.snapshot();
                while (!done.get()) {
                    WaitSnapshot later = accounts.snapshot();
                    assertTrueOfOneMoment(later);
                    assertNothingWentBackwards(earlier, later);
                    earlier = later;
                }
                return null;
            });
            runner.finish();
        }
        assertThat(accounts.snapshot().claims().ended()).isEqualTo(rounds);
    }
}
