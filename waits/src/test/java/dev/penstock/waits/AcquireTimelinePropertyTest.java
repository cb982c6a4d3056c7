package dev.penstock.waits;

import static dev.penstock.lab.property.Generators.booleans;
import static dev.penstock.lab.property.Generators.ints;
import static dev.penstock.lab.property.Generators.longs;
import static dev.penstock.lab.property.Generators.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.property.Generator;
import dev.penstock.lab.property.Property;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AcquireTimelinePropertyTest {
    private static final WaitEvent[] REASONS = {
        WaitEvent.CLAIM_WAIT_SLOT,
        WaitEvent.CLAIM_WAIT_CONNECT,
        WaitEvent.CLAIM_WAIT_BACKEND,
        WaitEvent.CLAIM_WAIT_DISCOVERY,
        WaitEvent.CLAIM_WAIT_ADMIN
    };

    /** The first times of the clock: some let it overflow during the steps. */
    private static final Generator<Long> ORIGINS = of(0L, -50L, 1_000_000L, Long.MAX_VALUE - 50, Long.MIN_VALUE);

    private static final Generator<List<Step>> STEPS =
            steps(of(Move.class), -20, 40).list(0, 40);
    private static final Generator<List<Step>> CHANGES =
            steps(of(Move.CHANGE), 0, 15).list(0, 15);

    enum Move {
        CHANGE,
        QUEUE,
        DEQUEUE,
        VALIDATE
    }

    /**
     * One step of a claim.
     *
     * @param skew the time of the step, relative to the latest time so far; may be negative
     */
    record Step(Move move, WaitEvent reason, long skew) {}

    private static Generator<Step> steps(Generator<Move> moves, long least, long most) {
        return choices -> new Step(choices.draw(moves), choices.draw(of(REASONS)), choices.draw(longs(least, most)));
    }

    @Test
    void reasonsAddUpToAcquireDespiteSkewedClocks() {
        Property.check(choices -> {
            List<Step> steps = choices.draw("steps", STEPS);
            long origin = choices.draw("origin", ORIGINS);
            runSteps(steps, origin, choices.draw("fails", booleans()));
        });
    }

    private static void runSteps(List<Step> steps, long origin, boolean fails) {
        WaitAccounts accounts = new WaitAccounts(new FakeClock(origin), new CorrelationIds());
        ReasonTimeline queue = accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT);
        AcquireTimeline claim = accounts.beginAcquire(origin);
        boolean queued = false;
        long now = origin;
        for (Step step : steps) {
            long at = now + step.skew();
            now = Nanos.later(now, at);
            switch (step.move()) {
                case CHANGE -> queue.setReason(step.reason(), at);
                case QUEUE -> {
                    if (!queued) {
                        claim.enqueue(queue, new TestReadiness());
                        queued = true;
                    }
                }
                case DEQUEUE -> {
                    if (queued) {
                        assertWaiting(accounts, queue, 1);
                        dequeue(claim, at);
                        queued = false;
                    }
                }
                case VALIDATE -> {
                    if (!queued) {
                        claim.recordValidation("db", at);
                    }
                }
            }
        }
        if (queued) {
            dequeue(claim, now);
        }
        assertWaiting(accounts, queue, 0);
        assertEnds(accounts, claim, fails);
    }

    private static void dequeue(AcquireTimeline claim, long at) {
        long before = claim.cursor();
        claim.dequeue(at);
        assertThat(claim.cursor()).isEqualTo(Nanos.later(before, at));
    }

    private static void assertWaiting(WaitAccounts accounts, ReasonTimeline queue, long waiters) {
        WaitSnapshot now = accounts.snapshot();
        assertThat(now.event(WaitEvent.CLAIM_ACQUIRE).active()).isOne();
        assertThat(now.event(queue.reason()).active()).isEqualTo(waiters);
    }

    private static void assertEnds(WaitAccounts accounts, AcquireTimeline claim, boolean fails) {
        if (fails) {
            claim.recordFailure(ClaimTotals.Outcome.TIMEOUT, claim.cursor());
        } else {
            TestClaimGuard.claim(accounts.openLedger("db"), claim);
        }
        long acquire = claim.cursor() - claim.beginNanos();
        long reasons =
                claim.reasons().values().stream().mapToLong(Long::longValue).sum();
        assertThat(reasons).isEqualTo(acquire).isEqualTo(claim.accountedNanos());
        WaitSnapshot end = accounts.snapshot();
        for (WaitEvent event : WaitEvent.values()) {
            if (event.parent().equals(Optional.of(WaitEvent.CLAIM_ACQUIRE))) {
                assertThat(end.event(event).totalNanos())
                        .isEqualTo(claim.reasons().getOrDefault(event, 0L));
            }
        }
        assertThat(end.event(WaitEvent.CLAIM_ACQUIRE).totalNanos()).isEqualTo(acquire);
        assertThat(end.claims())
                .isEqualTo(fails ? new ClaimTotals(1, 1, acquire, 0) : new ClaimTotals(0, 0, acquire, 0));
        assertThat(end.unaccountedNanos()).isZero();
    }

    /** The expected charge of each nanosecond: the reason that was set last, at that nanosecond or before it. */
    @Test
    void eachNanosecondIsChargedToItsReason() {
        Property.check(choices -> {
            List<Step> changes = choices.draw("changes", CHANGES);
            int queuedAfter = choices.draw("queuedAfter", ints(0, 40));
            int length = choices.draw("length", ints(0, 60));
            assertCharges(changes, choices.draw("origin", ORIGINS), queuedAfter, length);
        });
    }

    private static void assertCharges(List<Step> changes, long origin, int queuedAfter, int length) {
        WaitAccounts accounts = new WaitAccounts(new FakeClock(origin), new CorrelationIds());
        ReasonTimeline queue = accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT);
        WaitEvent[] reasonAt = new WaitEvent[queuedAfter + length + 1];
        Arrays.fill(reasonAt, WaitEvent.CLAIM_WAIT_SLOT);
        AcquireTimeline claim = accounts.beginAcquire(origin + queuedAfter);
        boolean queued = false;
        long now = 0;
        for (Step change : changes) {
            now += change.skew();
            if (!queued && now > queuedAfter) {
                claim.enqueue(queue, new TestReadiness());
                queued = true;
            }
            queue.setReason(change.reason(), origin + now);
            for (int moment = (int) now; moment < reasonAt.length; moment++) {
                reasonAt[moment] = change.reason();
            }
        }
        if (!queued) {
            claim.enqueue(queue, new TestReadiness());
        }
        claim.dequeue(origin + queuedAfter + length);

        Map<WaitEvent, Long> expected = new EnumMap<>(WaitEvent.class);
        for (int moment = queuedAfter; moment < queuedAfter + length; moment++) {
            expected.merge(reasonAt[moment], 1L, Long::sum);
        }
        Map<WaitEvent, Long> charged = new EnumMap<>(claim.reasons());
        charged.values().removeIf(nanos -> nanos == 0);
        assertThat(charged).isEqualTo(expected);
    }
}
