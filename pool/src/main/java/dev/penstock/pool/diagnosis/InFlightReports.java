package dev.penstock.pool.diagnosis;

import dev.penstock.backends.Stacks;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.reports.KeptReport.Evidence;
import dev.penstock.pool.reports.KeptReport.Kind;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.text.ForeignText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes the reports of claims in flight, when somebody asks. Thread-safe; no claim waits. */
final class InFlightReports {
    private static final int MOST_READ = 4_096;
    private static final int MOST_FRAMES = 8;
    private static final int HOLDERS_NAMED = 3;
    private static final int MOST_TEXT = 2_000;

    /** A status task without an answer for this time is named. An answer takes less than a millisecond. */
    private static final Duration LATE = Duration.ofMillis(100);

    private final Backends backends;
    private final WaitAccounts accounts;
    private final RecentAcquires acquires;
    private final HolderWatch watch;
    private final ReportTexts texts;

    InFlightReports(
            Backends backends, WaitAccounts accounts, RecentAcquires acquires, HolderWatch watch, ReportTexts texts) {
        this.backends = backends;
        this.accounts = accounts;
        this.acquires = acquires;
        this.watch = watch;
        this.texts = texts;
    }

    /** The report of a claim in flight; empty if the claim is not in flight. */
    Optional<KeptReport> find(String claim) {
        long now = accounts.clock().nanoTime();
        return waiting(now, 1).stream()
                .filter(seen -> text(seen.claimId()).equals(claim))
                .findFirst()
                .map(seen -> report(seen, now))
                .or(() -> backends.heldSlots().stream()
                        .filter(held -> text(held.claim().claimId()).equals(claim))
                        .findFirst()
                        .map(held -> report(held, now)));
    }

    private String text(long claim) {
        return accounts.ids().format(claim);
    }

    private List<WaitAccounts.WaitingClaim> waiting(long now, int step) {
        return accounts.waitingClaims(now, step);
    }

    /** Some claims of each bucket of ages, the oldest claims first. */
    List<KeptReport> examples() {
        long now = accounts.clock().nanoTime();
        List<KeptReport> reports = new ArrayList<>();
        int[] found = new int[ReportStore.BUCKETS];
        for (WaitAccounts.WaitingClaim claim : waiting(now, accounts.waitingCount() / MOST_READ + 1)) {
            if (found[ReportStore.bucket(claim.claimNanos())]++ < ReportStore.EXAMPLES_OF_BUCKET) {
                reports.add(report(claim, now));
            }
        }
        for (HeldSlot held : backends.heldSlots()) {
            if (found[ReportStore.bucket(held.claim().claimNanos())]++ < ReportStore.EXAMPLES_OF_BUCKET) {
                reports.add(report(held, now));
            }
        }
        reports.sort(Comparator.comparingLong(KeptReport::wallNanos).reversed());
        return reports;
    }

    private KeptReport report(WaitAccounts.WaitingClaim claim, long now) {
        return new KeptReport(
                Kind.EXAMPLE,
                texts.who(
                        text(claim.claimId()),
                        claim.operation(),
                        claim.trace(),
                        ReportTexts.name(claim.claimant()),
                        now - claim.claimNanos()),
                Optional.empty(),
                claim.intervals(),
                claim.claimNanos(),
                Optional.empty(),
                new Evidence(
                        Optional.empty(),
                        ReportTexts.callSite(claim.claimant()),
                        List.of(),
                        watch.running(claim.claimId()),
                        List.of(),
                        List.of(),
                        Optional.empty()));
    }

    private static List<String> frames(Thread thread) {
        return Stacks.frames(Stacks.of(thread), MOST_FRAMES);
    }

    private KeptReport report(HeldSlot held, long now) {
        HeldClaim claim = held.claim();
        RecentAcquires.Acquire acquire = acquires.find(text(claim.claimId()));
        long acquired = claim.claimNanos() - claim.heldNanos();
        long release = claim.event() == WaitEvent.CLAIM_RESET ? claim.eventNanos() : 0;
        List<Interval> timeline = ReportTexts.timeline(acquire, acquired, claim.heldNanos() - release, release);
        List<KeptReport.StackSample> stacks = new ArrayList<>(watch.stacks(claim.claimId()));
        stacks.add(new KeptReport.StackSample(claim.heldNanos(), claim.holder().getState(), frames(claim.holder())));
        return new KeptReport(
                Kind.EXAMPLE,
                texts.who(
                        text(claim.claimId()),
                        claim.attributes().operation(),
                        claim.attributes().trace(),
                        ReportTexts.name(claim.holder()),
                        now - claim.claimNanos()),
                Optional.empty(),
                timeline,
                claim.claimNanos(),
                Optional.of(new KeptReport.Use(held.backend(), 0, -1, texts.shown(claim.calls()))),
                acquire.evidence().withStacks(stacks));
    }

    /** The status tasks that are late now, and what keeps each from its answer: a line each. */
    List<String> lateStatusTasks() {
        return backends.inspection().lateStatusTasks(accounts.clock().nanoTime(), LATE).stream()
                .limit(HOLDERS_NAMED)
                .map(late -> ForeignText.line(late.toString(), MOST_TEXT))
                .toList();
    }

    /** What the longest holders do now: a line each. */
    List<String> holders() {
        return backends.heldSlots().stream()
                .limit(HOLDERS_NAMED)
                .map(held -> held.claim() + " on " + held.backend()
                        + Stacks.application(Stacks.of(held.claim().holder()))
                                .map(frame -> ", now " + held.claim().holder().getState() + " at " + frame)
                                .orElse(""))
                .toList();
    }
}
