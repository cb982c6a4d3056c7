package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.waits.operations.Operation;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Claims of every outcome on real threads and the real clock, on slots that come and go, while snapshots are taken at
 * any moment.
 *
 * <p>The long form is {@code mvn test -pl waits -am -Dtest=SnapshotStressTest -Dstress.claims=10000000
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Timeout(1_800)
class SnapshotStressTest {
    private static final int CLAIMANTS = 4;
    private static final int CLAIMS = Integer.getInteger("stress.claims", 160_000);
    private static final int ROUNDS = CLAIMS / CLAIMANTS;
    private static final int OPERATIONS = 10_000;
    private static final ClaimTotals.Outcome[] OUTCOMES = ClaimTotals.Outcome.values();

    private final WaitAccounts accounts = new WaitAccounts(NanoClock.system(), new CorrelationIds());
    private final ReasonTimeline queue = accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT);
    private final LongAdder[] ended =
            Stream.generate(LongAdder::new).limit(OUTCOMES.length).toArray(LongAdder[]::new);
    private final AtomicInteger running = new AtomicInteger(CLAIMANTS);

    @Test
    void snapshotAtAnyMomentKeepsTheIdentityAndDecreasesNothing() throws Exception {
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            for (int claimant = 0; claimant < CLAIMANTS; claimant++) {
                SplittableRandom random = new SplittableRandom(claimant);
                runner.add(() -> claim(random));
            }
            runner.add(this::watch);
            runner.add(this::disturb);
            runner.finish();
        }
        WaitSnapshot end = accounts.snapshot();
        AccountingAssertions.assertIdentity(end);
        for (ClaimTotals.Outcome outcome : OUTCOMES) {
            assertThat(end.claims(outcome)).as(outcome.label()).isEqualTo(ended[outcome.ordinal()].sum());
        }
        for (WaitEvent event : WaitEvent.values()) {
            assertThat(end.event(event).active()).as(event.label()).isZero();
        }
    }

    private Void claim(SplittableRandom random) {
        try {
            ClaimLedger ledger = accounts.openLedger(backend(random));
            for (int round = 0; round < ROUNDS; round++) {
                ledger = once(ledger, random);
                if (random.nextInt(50) == 0) {
                    accounts.closeLedger(ledger);
                    ledger = accounts.openLedger(backend(random));
                }
            }
            accounts.closeLedger(ledger);
            return null;
        } finally {
            running.decrementAndGet();
        }
    }

    /** Returns the ledger on which the claim ended. */
    private ClaimLedger once(ClaimLedger ledger, SplittableRandom random) {
        WaitMeter connects = accounts.meters().meter(WaitEvent.SLOT_CONNECT, ledger.backend());
        long connecting = now();
        connects.begin(connecting);
        int kind = random.nextInt(10);
        TestClaimGuard claim = kind < 5 ? TestClaimGuard.claimImmediately(ledger, now()) : queued(ledger, kind, random);
        connects.end(connecting, now());
        if (claim == null) {
            return ledger;
        }
        ended[ClaimTotals.Outcome.OK.ordinal()].increment();
        claim.beginCall(now());
        ClaimLedger last = kind % 3 == 0 ? moved(claim, ledger, random) : ledger;
        claim.endCall(now());
        long closing = now();
        if (kind % 2 == 0) {
            last.beginReset(closing);
            claim.release(closing, now());
        } else {
            claim.release(closing, closing);
        }
        return last;
    }

    private @Nullable TestClaimGuard queued(ClaimLedger ledger, int kind, SplittableRandom random) {
        AcquireTimeline timeline =
                accounts.beginAcquire(now(), Operation.forClaim("operation-" + random.nextInt(OPERATIONS), null));
        TestReadiness claimant = new TestReadiness();
        timeline.enqueue(queue, claimant);
        if (kind == 6) {
            timeline.settle(now());
        }
        claimant.ready(now());
        timeline.dequeue(now());
        if (kind == 7) {
            timeline.beginValidation(ledger.backend());
            timeline.recordValidation(ledger.backend(), now());
        }
        if (kind == 8) {
            ClaimTotals.Outcome outcome = OUTCOMES[1 + random.nextInt(OUTCOMES.length - 1)];
            ended[outcome.ordinal()].increment();
            timeline.recordFailure(outcome, timeline.cursor());
            return null;
        }
        return TestClaimGuard.claim(ledger, timeline);
    }

    private ClaimLedger moved(TestClaimGuard claim, ClaimLedger from, SplittableRandom random) {
        ClaimLedger other = accounts.openLedger(backend(random));
        claim.move(other, now());
        accounts.closeLedger(from);
        return other;
    }

    private Void disturb() {
        SplittableRandom random = new SplittableRandom(77);
        while (running.get() > 0) {
            queue.setReason(SimulatedStep.reason(random.nextInt(5)), now());
            if (random.nextInt(20) == 0) {
                accounts.retireBackend(backend(random));
            }
            Thread.onSpinWait();
        }
        return null;
    }

    private Void watch() {
        WaitSnapshot earlier = accounts.snapshot();
        while (running.get() > 0) {
            WaitSnapshot later = accounts.snapshot();
            AccountingAssertions.assertIdentity(later);
            AccountingAssertions.assertNothingDecreased(earlier, later);
            earlier = later;
        }
        return null;
    }

    private static String backend(SplittableRandom random) {
        return "db" + random.nextInt(3);
    }

    private static long now() {
        return System.nanoTime();
    }
}
