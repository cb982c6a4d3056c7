package dev.penstock.pool.diagnosis;

import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.reports.KeptReport.Kind;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitAccounts;
import java.util.List;
import java.util.Optional;

/**
 * Finds finished claims in the flight recorder: examples of each bucket of durations, once for each look, and single
 * claims. Thread-safe.
 */
final class ExampleFinder {
    /** A look at 10,000 slots would keep the supervisor from its other work. */
    private static final int MOST_SLOTS = 64;

    private static final int MOST_OF_SLOT = 16;

    private final WaitAccounts accounts;
    private final RecentAcquires acquires;
    private final ReportTexts texts;
    private final ReportStore store;

    ExampleFinder(WaitAccounts accounts, RecentAcquires acquires, ReportTexts texts, ReportStore store) {
        this.accounts = accounts;
        this.acquires = acquires;
        this.texts = texts;
        this.store = store;
    }

    /** Keeps the latest claim of each bucket, of some slots. */
    void look() {
        boolean[] found = new boolean[ReportStore.BUCKETS];
        for (RecordedClaim claim : accounts.recordedClaims(MOST_SLOTS, MOST_OF_SLOT)) {
            int bucket = ReportStore.bucket(ReportTexts.wallNanos(claim));
            if (!found[bucket]) {
                found[bucket] = true;
                store.add(report(claim));
            }
        }
    }

    /** The report of a claim that the flight recorder still has. */
    Optional<KeptReport> find(String claim) {
        List<RecordedClaim> recorded = accounts.recordedClaims();
        return recorded.stream()
                .filter(seen -> seen.claim().equals(claim))
                .findFirst()
                .map(this::report)
                .map(seen -> store.find(claim)
                        .map(kept -> texts.completed(kept, seen))
                        .orElse(seen));
    }

    private KeptReport report(RecordedClaim claim) {
        RecentAcquires.Acquire acquire = acquires.find(claim.claim());
        long now = accounts.clock().nanoTime();
        long ended = now - ReportTexts.endedNanosAgo(claim);
        return texts.ended(Kind.EXAMPLE, claim, ended, acquire, acquire.evidence());
    }
}
