package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A pool without connections, on a fake clock. It uses its accounts as a pool does, and computes the expected sums
 * independently.
 */
final class SimulatedPool {
    private static final List<String> BACKENDS = List.of("a", "b", "c");
    private static final String THIS_THREAD = "this";
    private static final String OTHER_THREAD = "other";

    private final FakeClock clock;
    private final ExecutorService otherThread;
    final WaitAccounts accounts;
    private final ReasonTimeline queue;
    private final List<SimulatedSlot> slots = new ArrayList<>();
    private final List<SimulatedAcquire> acquiring = new ArrayList<>();
    private final List<SimulatedAcquire> queued = new ArrayList<>();
    private final List<SimulatedAcquire.Change> changes = new ArrayList<>();
    private final Map<WaitEvent, long[]> expected = new EnumMap<>(WaitEvent.class);
    private long ended;
    private long failed;
    private long wall;
    private WaitSnapshot earlier;

    SimulatedPool(long origin, ExecutorService otherThread) {
        this.clock = new FakeClock(origin);
        this.otherThread = otherThread;
        this.accounts = new WaitAccounts(clock, new CorrelationIds());
        this.queue = accounts.openQueue(WaitEvent.CLAIM_WAIT_DISCOVERY);
        this.changes.add(new SimulatedAcquire.Change(origin, WaitEvent.CLAIM_WAIT_DISCOVERY));
        this.earlier = accounts.snapshot();
        open(0);
    }

    /** Takes a step if it is possible, then advances the clock. */
    void take(SimulatedStep step) throws Exception {
        int which = step.which();
        switch (step.move()) {
            case CLAIM_IMMEDIATELY -> claimImmediately(which);
            case BEGIN ->
                acquiring.add(new SimulatedAcquire(accounts.beginAcquire(clock.nanoTime()), clock.nanoTime()));
            case QUEUE -> queue(which);
            case DEQUEUE -> dequeue(which);
            case READY -> ready(which);
            case SETTLE -> settleQueued(which);
            case VALIDATE -> validate(which);
            case CHANGE_REASON -> changeReason(SimulatedStep.reason(which));
            case HAND_OVER -> handOver(which);
            case FAIL -> fail(which);
            case BEGIN_CALL -> beginCall(which);
            case END_CALL -> endCall(which);
            case BEGIN_CALL_ELSEWHERE -> beginCallOnOtherThread(which);
            case END_CALL_ELSEWHERE -> endCallOnOtherThread(which);
            case RELEASE -> release(which, step.nanos());
            case OPEN_LEDGER -> open(which);
            case CLOSE_LEDGER -> close(which);
            case RETIRE_BACKEND -> accounts.retireBackend(BACKENDS.get(which % BACKENDS.size()));
            case RECORD -> record(which, step.nanos());
            case SNAPSHOT -> compare();
        }
        clock.advance(step.nanos());
    }

    /** Ends every claim. */
    void drain() throws Exception {
        while (!queued.isEmpty()) {
            dequeue(0);
        }
        while (!acquiring.isEmpty()) {
            fail(0);
        }
        for (int slot = 0; slot < slots.size(); slot++) {
            release(slot, 3);
        }
        compare();
    }

    private void claimImmediately(int which) {
        SimulatedSlot slot = slot(which);
        if (slot != null && slot.claim == null) {
            long now = clock.nanoTime();
            slot.guard = TestClaimGuard.claimImmediately(slot.ledger, now);
            slot.claim = new SimulatedClaim(now, now);
            expect(WaitEvent.CLAIM_ACQUIRE, 0);
        }
    }

    private void queue(int which) {
        if (!acquiring.isEmpty()) {
            SimulatedAcquire claim = acquiring.remove(which % acquiring.size());
            claim.enqueue(queue, changes);
            queued.add(claim);
        }
    }

    private void changeReason(WaitEvent reason) {
        queue.setReason(reason, clock.nanoTime());
        changes.add(new SimulatedAcquire.Change(clock.nanoTime(), reason));
    }

    private void dequeue(int which) {
        if (!queued.isEmpty()) {
            SimulatedAcquire claim = queued.remove(which % queued.size());
            claim.dequeue(clock.nanoTime(), changes);
            assertThat(claim.timeline.accountedNanos())
                    .isEqualTo(clock.nanoTime() - claim.began())
                    .isEqualTo(claim.settledNanos());
            acquiring.add(claim);
        }
    }

    private void ready(int which) {
        if (!queued.isEmpty()) {
            queued.get(which % queued.size()).ready(clock.nanoTime());
        }
    }

    private void settleQueued(int which) {
        if (!queued.isEmpty()) {
            queued.get(which % queued.size()).settle(clock.nanoTime(), changes);
        }
    }

    private void validate(int which) {
        if (!acquiring.isEmpty()) {
            acquiring.get(which % acquiring.size()).validate(BACKENDS.get(which % BACKENDS.size()), clock.nanoTime());
        }
    }

    private void handOver(int which) {
        SimulatedSlot slot = slot(which);
        if (slot != null && slot.claim == null && !acquiring.isEmpty()) {
            SimulatedAcquire claim = acquiring.remove(which % acquiring.size());
            slot.guard = TestClaimGuard.claim(slot.ledger, claim.timeline);
            slot.claim = new SimulatedClaim(claim.began(), claim.timeline.cursor());
            settle(claim);
        }
    }

    private void fail(int which) {
        if (!acquiring.isEmpty()) {
            SimulatedAcquire claim = acquiring.remove(which % acquiring.size());
            claim.timeline.recordFailure(ClaimTotals.Outcome.TIMEOUT, claim.timeline.cursor());
            settle(claim);
            ended++;
            failed++;
            wall += claim.settledNanos();
        }
    }

    private void settle(SimulatedAcquire claim) {
        expect(WaitEvent.CLAIM_ACQUIRE, claim.settledNanos());
        assertThat(claim.timeline.reasons().values().stream()
                        .mapToLong(nanos -> nanos)
                        .sum())
                .isEqualTo(claim.settledNanos());
        claim.settled.forEach((reason, nanos) -> expected.computeIfAbsent(reason, any -> new long[2])[1] += nanos);
    }

    private void beginCall(int which) {
        SimulatedSlot slot = slot(which);
        if (slot != null) {
            slot.guard.beginCall(clock.nanoTime());
            if (slot.claim != null) {
                slot.claim.beginCall(THIS_THREAD, clock.nanoTime());
            }
        }
    }

    private void endCall(int which) {
        SimulatedSlot slot = slot(which);
        if (slot != null) {
            slot.guard.endCall(clock.nanoTime());
            if (slot.claim != null && slot.claim.endCall(THIS_THREAD, clock.nanoTime())) {
                expect(WaitEvent.CLAIM_EXECUTE, slot.claim.longestCall);
            }
        }
    }

    private void beginCallOnOtherThread(int which) throws Exception {
        SimulatedSlot slot = slot(which);
        if (slot != null) {
            otherThread.submit(() -> slot.guard.beginCall(clock.nanoTime())).get();
            if (slot.claim != null) {
                slot.claim.beginCall(OTHER_THREAD, clock.nanoTime());
            }
        }
    }

    private void endCallOnOtherThread(int which) throws Exception {
        SimulatedSlot slot = slot(which);
        if (slot != null) {
            otherThread.submit(() -> slot.guard.endCall(clock.nanoTime())).get();
            if (slot.claim != null && slot.claim.endCall(OTHER_THREAD, clock.nanoTime())) {
                expect(WaitEvent.CLAIM_EXECUTE, slot.claim.longestCall);
            }
        }
    }

    private void release(int which, long nanos) {
        long resetNanos = nanos;
        SimulatedSlot slot = slot(which);
        if (slot == null || slot.claim == null) {
            return;
        }
        SimulatedClaim claim = slot.claim;
        long closing = clock.nanoTime();
        boolean resets = resetNanos > 0;
        if (resets) {
            slot.ledger.beginReset(closing);
            claim.close(closing);
            clock.advance(resetNanos / 2);
            compare();
            resetNanos -= resetNanos / 2;
        }
        clock.advance(resetNanos);
        slot.guard.release(closing, clock.nanoTime());
        slot.claim = null;
        if (claim.endCallAt(closing)) {
            expect(WaitEvent.CLAIM_EXECUTE, claim.longestCall);
        }
        expect(WaitEvent.CLAIM_HOLD, closing - claim.handedOver);
        expect(WaitEvent.CLAIM_IDLE, closing - claim.handedOver - claim.executed);
        expect(WaitEvent.CLAIM_RELEASE, nanos);
        if (resets) {
            expect(WaitEvent.CLAIM_RESET, nanos);
        }
        ended++;
        wall += clock.nanoTime() - claim.began;
    }

    private void open(int which) {
        slots.add(new SimulatedSlot(accounts.openLedger(BACKENDS.get(which % BACKENDS.size()))));
    }

    private void close(int which) {
        SimulatedSlot slot = slot(which);
        if (slot != null && slot.claim == null) {
            accounts.closeLedger(slot.ledger);
            slots.remove(slot);
        }
    }

    private void record(int which, long nanos) {
        accounts.meters()
                .meter(WaitEvent.SLOT_CONNECT, BACKENDS.get(which % BACKENDS.size()))
                .record(nanos);
        expect(WaitEvent.SLOT_CONNECT, nanos);
    }

    private @Nullable SimulatedSlot slot(int which) {
        return slots.isEmpty() ? null : slots.get(which % slots.size());
    }

    private void expect(WaitEvent event, long nanos) {
        long[] sums = expected.computeIfAbsent(event, any -> new long[2]);
        sums[0]++;
        sums[1] += nanos;
    }

    /** Takes a snapshot and compares it to the expected sums, to the identity, and to the snapshot before it. */
    private void compare() {
        WaitSnapshot now = accounts.snapshot();
        Map<WaitEvent, Long> underWay = underWay();
        long inFlight = underWay.getOrDefault(WaitEvent.CLAIM_ACQUIRE, 0L)
                + underWay.getOrDefault(WaitEvent.CLAIM_HOLD, 0L)
                + underWay.getOrDefault(WaitEvent.CLAIM_RELEASE, 0L);
        for (SimulatedSlot slot : slots) {
            inFlight += slot.claim == null ? 0 : slot.claim.handedOver - slot.claim.began;
        }
        assertThat(now.claims()).isEqualTo(new ClaimTotals(ended, failed, wall + inFlight, 0));
        for (WaitEvent event : WaitEvent.values()) {
            long[] sums = expected.getOrDefault(event, new long[2]);
            EventStats stats = now.event(event);
            assertThat(stats.totalNanos()).as("%s", event).isEqualTo(sums[1] + underWay.getOrDefault(event, 0L));
            assertThat(stats.distribution().total()).as("%s", event).isEqualTo(stats.total());
            if (!AccountingAssertions.REASONS.contains(event)) {
                assertThat(stats.total()).as("%s", event).isEqualTo(sums[0]);
            }
        }
        AccountingAssertions.assertIdentity(now);
        assertActive(now);
        AccountingAssertions.assertAddsUp(earlier, now);
        earlier = now;
    }

    /** The expected time of claims in flight. */
    private Map<WaitEvent, Long> underWay() {
        Map<WaitEvent, Long> nanos = new EnumMap<>(WaitEvent.class);
        for (List<SimulatedAcquire> claims : List.of(acquiring, queued)) {
            for (SimulatedAcquire claim : claims) {
                Map<WaitEvent, Long> open = claim.open(clock.nanoTime(), changes);
                claim.settled.forEach((reason, time) -> nanos.merge(reason, time, Long::sum));
                open.forEach((reason, time) -> nanos.merge(reason, time, Long::sum));
                long waiting = open.values().stream().mapToLong(Long::longValue).sum();
                nanos.merge(WaitEvent.CLAIM_ACQUIRE, claim.settledNanos() + waiting, Long::sum);
            }
        }
        for (SimulatedSlot slot : slots) {
            if (slot.claim != null) {
                long held = slot.claim.held(clock.nanoTime());
                long executed = slot.claim.executed(clock.nanoTime()) - slot.claim.executed;
                nanos.merge(WaitEvent.CLAIM_HOLD, held, Long::sum);
                nanos.merge(WaitEvent.CLAIM_EXECUTE, executed, Long::sum);
                nanos.merge(WaitEvent.CLAIM_IDLE, held - executed - slot.claim.executed, Long::sum);
                nanos.merge(WaitEvent.CLAIM_RELEASE, slot.claim.released(clock.nanoTime()), Long::sum);
                nanos.merge(WaitEvent.CLAIM_RESET, slot.claim.released(clock.nanoTime()), Long::sum);
            }
        }
        return nanos;
    }

    private void assertActive(WaitSnapshot now) {
        long claimed = slots.stream().filter(slot -> slot.claim != null).count();
        long releasing = slots.stream()
                .filter(slot -> slot.claim != null && slot.claim.isReleasing())
                .count();
        long held = claimed - releasing;
        long calling = slots.stream()
                .filter(slot -> slot.claim != null && slot.claim.isCalling() && !slot.claim.isReleasing())
                .count();
        long ready = queued.stream().filter(SimulatedAcquire::isReady).count();
        assertThat(now.event(WaitEvent.CLAIM_HOLD).active()).isEqualTo(held);
        assertThat(now.event(WaitEvent.CLAIM_EXECUTE).active()).isEqualTo(calling);
        assertThat(now.event(WaitEvent.CLAIM_IDLE).active()).isEqualTo(held - calling);
        assertThat(now.event(WaitEvent.CLAIM_RESET).active()).isEqualTo(releasing);
        assertThat(now.event(WaitEvent.CLAIM_ACQUIRE).active()).isEqualTo(queued.size() + acquiring.size());
        assertThat(now.event(queue.reason()).active()).isEqualTo(queued.size() - ready);
        assertThat(now.event(WaitEvent.CLAIM_DISPATCH).active()).isEqualTo(ready);
        for (SimulatedSlot slot : slots) {
            assertThat(slot.ledger.heldClaim(clock.nanoTime()).isPresent()).isEqualTo(slot.claim != null);
        }
    }
}
