package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.ListArbitrary;
import net.jqwik.api.constraints.IntRange;

class AcquireTimelinePropertyTest {
    private static final WaitEvent[] REASONS = {
        WaitEvent.CLAIM_WAIT_SLOT,
        WaitEvent.CLAIM_WAIT_CONNECT,
        WaitEvent.CLAIM_WAIT_BACKEND,
        WaitEvent.CLAIM_WAIT_DISCOVERY,
        WaitEvent.CLAIM_WAIT_ADMIN
    };

    enum Move {
        CHANGE,
        QUEUE,
        DEQUEUE,
        VALIDATE
    }

    /** What happens next, at a moment that may lie before, at or after the present one. */
    record Step(Move move, WaitEvent reason, long skew) {}

    @Property
    void reasonsAddUpToTheAcquireWhateverTheClocksOfOthersSay(
            @ForAll("steps") List<Step> steps, @ForAll("origins") long origin, @ForAll boolean fails) {
        WaitAccounts accounts = new WaitAccounts(new FakeClock(origin), new CorrelationIds());
        ReasonTimeline queue = accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT);
        AcquireTimeline claim = accounts.acquire(origin);
        boolean queued = false;
        long now = origin;
        for (Step step : steps) {
            long at = now + step.skew();
            now = Nanos.later(now, at);
            switch (step.move()) {
                case CHANGE -> queue.change(step.reason(), at);
                case QUEUE -> {
                    if (!queued) {
                        claim.queued(queue);
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
                        claim.validated("db", at);
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
        claim.dequeued(at);
        assertThat(claim.cursor()).isEqualTo(Nanos.later(before, at));
    }

    private static void assertWaiting(WaitAccounts accounts, ReasonTimeline queue, long waiters) {
        WaitSnapshot now = accounts.snapshot();
        assertThat(now.event(WaitEvent.CLAIM_ACQUIRE).active()).isEqualTo(waiters);
        assertThat(now.event(queue.reason()).active()).isEqualTo(waiters);
    }

    private static void assertEnds(WaitAccounts accounts, AcquireTimeline claim, boolean fails) {
        if (fails) {
            claim.failed();
        } else {
            TestClaimGuard.claim(accounts.openLedger("db"), claim);
        }
        long acquire = claim.cursor() - claim.began();
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
        assertThat(end.claims()).isEqualTo(fails ? new ClaimTotals(1, 1, acquire, 0) : ClaimTotals.NONE);
        assertThat(end.unaccountedNanos()).isZero();
    }

    /** Each nanosecond of the wait is looked up by itself: the reason that was set last, at or before it. */
    @Property
    void eachMomentIsChargedToTheReasonItHad(
            @ForAll("changes") List<Step> changes,
            @ForAll @IntRange(max = 40) int queuedAfter,
            @ForAll @IntRange(max = 60) int length) {
        WaitAccounts accounts = new WaitAccounts(new FakeClock(0), new CorrelationIds());
        ReasonTimeline queue = accounts.openQueue(WaitEvent.CLAIM_WAIT_SLOT);
        WaitEvent[] reasonAt = new WaitEvent[queuedAfter + length + 1];
        Arrays.fill(reasonAt, WaitEvent.CLAIM_WAIT_SLOT);
        AcquireTimeline claim = accounts.acquire(queuedAfter);
        boolean queued = false;
        long now = 0;
        for (Step change : changes) {
            now += change.skew();
            if (!queued && now > queuedAfter) {
                claim.queued(queue);
                queued = true;
            }
            queue.change(change.reason(), now);
            for (int moment = (int) now; moment < reasonAt.length; moment++) {
                reasonAt[moment] = change.reason();
            }
        }
        if (!queued) {
            claim.queued(queue);
        }
        claim.dequeued(queuedAfter + length);

        Map<WaitEvent, Long> expected = new EnumMap<>(WaitEvent.class);
        for (int moment = queuedAfter; moment < queuedAfter + length; moment++) {
            expected.merge(reasonAt[moment], 1L, Long::sum);
        }
        Map<WaitEvent, Long> charged = new EnumMap<>(claim.reasons());
        charged.values().removeIf(nanos -> nanos == 0);
        assertThat(charged).isEqualTo(expected);
    }

    @Provide
    Arbitrary<Long> origins() {
        return Arbitraries.of(0L, -50L, 1_000_000L, Long.MAX_VALUE - 50, Long.MIN_VALUE);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return steps(Arbitraries.of(Move.values()), -20, 40).ofMaxSize(40);
    }

    @Provide
    Arbitrary<List<Step>> changes() {
        return steps(Arbitraries.just(Move.CHANGE), 0, 15).ofMaxSize(15);
    }

    private static ListArbitrary<Step> steps(Arbitrary<Move> moves, long least, long most) {
        return Combinators.combine(
                        moves, Arbitraries.of(REASONS), Arbitraries.longs().between(least, most))
                .as(Step::new)
                .list();
    }
}
