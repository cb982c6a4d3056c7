package dev.penstock.pool.diagnosis;

import dev.penstock.pool.reports.KeptReport.Evidence;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.operations.TraceContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * How the last claims that waited got their connection, so that a report at the end of a claim has its wait. A table of
 * fixed size, by the claim's ID; a later claim may displace an earlier one. Thread-safe; no method blocks.
 */
final class RecentAcquires {
    static final int MOST_NAME = 100;
    private static final int SIZE = 1_024;

    private final AtomicReferenceArray<Acquire> table = new AtomicReferenceArray<>(SIZE);

    /**
     * An acquire.
     *
     * @param claim the claim's printed ID
     * @param operation the operation to which it belongs
     * @param trace the span in which it was made
     * @param intervals its waits, in order
     * @param callSite the frames of the claimant; empty if the acquire was not slow
     * @param running what ran while the claim was ready to run
     * @param handover a sentence about the release that gave the claim its slot
     */
    record Acquire(
            String claim,
            Optional<String> operation,
            Optional<TraceContext> trace,
            List<Interval> intervals,
            List<String> callSite,
            List<String> running,
            Optional<String> handover) {
        Evidence evidence() {
            return new Evidence(handover, callSite, List.of(), running, List.of(), List.of(), Optional.empty());
        }

        Acquire of(Optional<String> within, Optional<TraceContext> span) {
            return new Acquire(claim, within, span, intervals, callSite, running, handover);
        }
    }

    private static int index(String claim) {
        return claim.hashCode() & (SIZE - 1);
    }

    void add(Acquire acquire) {
        table.set(index(acquire.claim()), acquire);
    }

    /** The acquire of a claim; without intervals if it is not known. */
    Acquire find(String claim) {
        Acquire found = table.get(index(claim));
        return found != null && found.claim().equals(claim)
                ? found
                : new Acquire(
                        claim, Optional.empty(), Optional.empty(), List.of(), List.of(), List.of(), Optional.empty());
    }
}
