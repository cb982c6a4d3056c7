package dev.penstock.pool.diagnosis;

import dev.penstock.backends.Stacks;
import dev.penstock.pool.LeakReport;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.reports.KeptReport.Evidence;
import dev.penstock.pool.reports.KeptReport.Kind;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.calls.RecordedCall;
import dev.penstock.waits.operations.TraceContext;
import dev.penstock.waits.recorder.RareEvent;
import dev.penstock.waits.text.ForeignText;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Makes the parts of reports from records of one pool. Thread-safe. */
final class ReportTexts {
    private static final int MOST_FRAMES = 9;
    private static final int MOST_EVENTS = 16;

    private final WaitAccounts accounts;
    private final InstantSource wallClock;

    ReportTexts(WaitAccounts accounts, InstantSource wallClock) {
        this.accounts = accounts;
        this.wallClock = wallClock;
    }

    /** The name of a thread; its number if it has no name, as many virtual threads. */
    static String name(Thread thread) {
        String name = thread.getName();
        return name.isEmpty() ? "#" + thread.getId() : ForeignText.line(name, RecentAcquires.MOST_NAME);
    }

    /** The frames of the application in which a claimant waits; its innermost frame if there are none. */
    static List<String> callSite(Thread claimant) {
        List<String> frames = Stacks.frames(Stacks.of(claimant), MOST_FRAMES);
        return frames.size() > 1 ? frames.subList(1, frames.size()) : frames;
    }

    KeptReport.Who who(AcquireTimeline timeline, String thread, Optional<TraceContext> trace) {
        return who(timeline.claim(), timeline.operation(), trace, thread, timeline.beginNanos());
    }

    KeptReport.Who who(
            String claim, Optional<String> operation, Optional<TraceContext> trace, String thread, long beganNanos) {
        long age = accounts.clock().nanoTime() - beganNanos;
        return new KeptReport.Who(
                claim,
                operation.map(name -> ForeignText.line(name, RecentAcquires.MOST_NAME)),
                trace,
                thread,
                wallClock.instant().minusNanos(age));
    }

    static long wallNanos(RecordedClaim claim) {
        return claim.acquireNanos() + claim.holdNanos() + claim.releaseNanos();
    }

    static long endedNanosAgo(RecordedClaim claim) {
        return claim.beganNanosAgo() - wallNanos(claim);
    }

    /** The parts of a claim. If its waits are not known one by one, they are one part. */
    static List<Interval> timeline(RecentAcquires.Acquire acquire, long acquired, long hold, long release) {
        List<Interval> parts = new ArrayList<>(acquire.intervals());
        long known = parts.stream().mapToLong(Interval::nanos).sum();
        if (known > acquired) {
            parts.clear();
            known = 0;
        }
        if (acquired > known) {
            parts.add(new Interval(WaitEvent.CLAIM_ACQUIRE, known, acquired - known));
        }
        parts.add(new Interval(WaitEvent.CLAIM_HOLD, acquired, hold));
        if (release > 0) {
            parts.add(new Interval(WaitEvent.CLAIM_RELEASE, acquired + hold, release));
        }
        return parts;
    }

    /** Calls with the digests of their SQL. */
    List<KeptReport.Call> shown(List<RecordedCall> calls) {
        return calls.stream()
                .map(call -> new KeptReport.Call(
                        call.sql().map(accounts.digests()::of), call.beginNanos(), call.nanos(), call.underWay()))
                .toList();
    }

    /** The report of a claim that ended at {@code ended}, in nanoseconds of the pool's clock. */
    KeptReport ended(Kind kind, RecordedClaim claim, long ended, RecentAcquires.Acquire acquire, Evidence seen) {
        Thread current = Thread.currentThread();
        String thread = current.getId() == claim.threadId() ? name(current) : "#" + claim.threadId();
        return new KeptReport(
                kind,
                who(claim.claim(), acquire.operation(), acquire.trace(), thread, ended - wallNanos(claim)),
                Optional.of("ok"),
                timeline(acquire, claim.acquireNanos(), claim.holdNanos(), claim.releaseNanos()),
                wallNanos(claim),
                Optional.of(new KeptReport.Use(
                        claim.backend(), claim.calls(), claim.executeNanos(), shown(claim.slowCalls()))),
                seen);
    }

    private static KeptReport withChain(KeptReport report, Optional<Chain> chain) {
        return chain.map(found -> with(report, report.evidence().withChain(found.lines())))
                .orElse(report);
    }

    private static KeptReport with(KeptReport report, Evidence evidence) {
        return new KeptReport(
                report.kind(),
                report.who(),
                report.outcome(),
                report.timeline(),
                report.wallNanos(),
                report.use(),
                evidence);
    }

    /** The same with the rare events of its time, the first ones if there are many. */
    KeptReport withEvents(KeptReport report) {
        List<String> events = new ArrayList<>();
        List<RareEvent> all = accounts.events().between(report.who().began(), report.until());
        all.stream().limit(MOST_EVENTS).forEach(event -> events.add(event.toString()));
        if (all.size() > MOST_EVENTS) {
            events.add("…[" + (all.size() - MOST_EVENTS) + " more]");
        }
        return events.isEmpty() ? report : with(report, report.evidence().withEvents(events));
    }

    /** A kept report with the figures of the whole claim. */
    KeptReport completed(KeptReport kept, KeptReport whole) {
        return kept.wallNanos() >= whole.wallNanos()
                ? kept
                : new KeptReport(
                        kept.kind(),
                        kept.who(),
                        whole.outcome(),
                        whole.timeline(),
                        whole.wallNanos(),
                        whole.use(),
                        kept.evidence());
    }

    KeptReport leaked(KeptReport seen, LeakReport leak) {
        return new KeptReport(
                Kind.LEAKED,
                seen.who(),
                Optional.of(leak.kind().name().toLowerCase(Locale.ROOT)),
                seen.timeline(),
                seen.wallNanos(),
                seen.use(),
                seen.evidence());
    }

    /** The number in a printed ID; 0 if there is none. */
    long id(String claim) {
        String[] parts = claim.split("-", -1);
        return (Long.parseLong(parts[parts.length - 2]) << 40) | Long.parseLong(parts[parts.length - 1]);
    }

    /**
     * Where the text about a claim comes from.
     *
     * @param reports the report of a claim by its printed ID
     * @param chains the chain of a claim in flight
     */
    record Sources(
            Function<String, Optional<KeptReport>> reports,
            InFlightReports inFlight,
            Function<String, Optional<Chain>> chains) {}

    String explain(String claim, ClaimReports reports, Sources sources) {
        String words = ForeignText.line(claim, RecentAcquires.MOST_NAME).strip();
        String id = words.substring(words.lastIndexOf(' ') + 1);
        return sources.reports()
                .apply(id)
                .map(found -> found.evidence().events().isEmpty() ? withEvents(found) : found)
                .map(found -> found.outcome().isPresent()
                        ? found
                        : withChain(found, sources.chains().apply(id)))
                .map(found -> found.outcome().isPresent() || found.use().isPresent()
                        ? found.toString()
                        : found + now(sources.inFlight()))
                .orElseGet(() -> unknown(id, reports));
    }

    private static String now(InFlightReports inFlight) {
        List<String> holders = inFlight.holders();
        List<String> late = inFlight.lateStatusTasks();
        String tasks =
                late.isEmpty() ? "" : "\nStatus tasks without an answer now:\n  " + String.join("\n  ", late) + "\n";
        return tasks
                + (holders.isEmpty()
                        ? "\nNo claim holds a slot now.\n"
                        : "\nThe longest holders now:\n  " + String.join("\n  ", holders) + "\n");
    }

    private String unknown(String id, ClaimReports reports) {
        String own = accounts.ids().format(0);
        String prefix = own.substring(0, own.indexOf('-') + 1);
        if (!id.startsWith(prefix)) {
            return "Claim '" + id + "' is not of this pool: the IDs of its claims begin with " + prefix + ".";
        }
        return "Claim " + id + " is neither in flight nor kept. Kept are the last claims of each slot, and claims that"
                + " were slow, failed or leaked"
                + reports.store().oldest().map(oldest -> " since " + oldest).orElse(": none yet") + ".";
    }
}
