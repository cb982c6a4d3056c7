package dev.penstock.waits;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A claim of a simulated pool that has no slot yet, and its expected reasons, computed independently. */
final class SimulatedAcquire {
    final AcquireTimeline timeline;
    final TestReadiness readiness = new TestReadiness();
    final Map<WaitEvent, Long> settled = new EnumMap<>(WaitEvent.class);
    private final long began;
    private long settledUntil;
    private boolean queued;
    /** The index of the change whose reason counts from the begin of the wait on. */
    private int firstChange;

    private @Nullable Long readySince;

    SimulatedAcquire(AcquireTimeline timeline, long began) {
        this.timeline = timeline;
        this.began = began;
        this.settledUntil = began;
    }

    boolean isQueued() {
        return queued;
    }

    boolean isReady() {
        return readySince != null;
    }

    long began() {
        return began;
    }

    /** The time that is charged to a reason so far. */
    long settledNanos() {
        return settledUntil - began;
    }

    void enqueue(ReasonTimeline queue, List<Change> changes) {
        timeline.enqueue(queue, readiness);
        firstChange = changes.size() - 1;
        queued = true;
    }

    void ready(long now) {
        if (readySince == null) {
            readySince = now;
            readiness.ready(now);
        }
    }

    /** The claimant runs, and waits on. */
    void settle(long now, List<Change> changes) {
        timeline.settle(now);
        charge(now, changes);
    }

    void dequeue(long now, List<Change> changes) {
        timeline.dequeue(now);
        charge(now, changes);
        queued = false;
    }

    private void charge(long now, List<Change> changes) {
        open(now, changes).forEach((reason, nanos) -> settled.merge(reason, nanos, Long::sum));
        settledUntil = now;
        readySince = null;
        readiness.runs();
    }

    void validate(String backend, long now) {
        timeline.beginValidation(backend);
        timeline.recordValidation(backend, now);
        settled.merge(WaitEvent.CLAIM_VALIDATE, now - settledUntil, Long::sum);
        settledUntil = now;
    }

    /** The reasons of the wait under way, up to {@code now}. */
    Map<WaitEvent, Long> open(long now, List<Change> changes) {
        Map<WaitEvent, Long> open = new EnumMap<>(WaitEvent.class);
        if (!queued) {
            return open;
        }
        long waited = readySince == null ? now : readySince;
        long from = settledUntil;
        for (int i = firstChange; i < changes.size(); i++) {
            boolean ends = i + 1 < changes.size()
                    && Nanos.isAfter(waited, changes.get(i + 1).at());
            long until = ends ? Nanos.later(from, changes.get(i + 1).at()) : waited;
            open.merge(changes.get(i).reason(), until - from, Long::sum);
            from = until;
        }
        open.merge(WaitEvent.CLAIM_DISPATCH, now - waited, Long::sum);
        return open;
    }

    /**
     * A change of the reason of the queue.
     *
     * @param at the moment of the change
     * @param reason the reason from then on
     */
    record Change(long at, WaitEvent reason) {}
}
