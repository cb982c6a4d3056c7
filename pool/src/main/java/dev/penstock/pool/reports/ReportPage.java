package dev.penstock.pool.reports;

import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.WaitEvent;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Writes a report as one page of plain text. */
final class ReportPage {
    private static final int MOST_STACKS = 6;

    private final StringBuilder text = new StringBuilder();
    private final KeptReport report;

    private ReportPage(KeptReport report) {
        this.report = report;
    }

    static String of(KeptReport report) {
        return new ReportPage(report).write();
    }

    private String write() {
        writeHead();
        writeTimeline();
        writeAnswer();
        report.use()
                .ifPresent(use -> section(
                        "Calls of at least 10 ms, and the last one of a claim in flight",
                        use.shown().stream().map(KeptReport.Call::toString).toList()));
        KeptReport.Evidence seen = report.evidence();
        section("Its blocking chain", seen.chain());
        section("The claimant waits in", seen.callSite());
        section("What ran while the claim was ready to run", seen.running());
        writeStacks(seen.stacks());
        section("Events of the pool meanwhile", seen.events());
        seen.failure().ifPresent(message -> section("Its exception says", List.of(message)));
        return text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void section(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            line("");
            line(title + ":");
            lines.forEach(line -> line("  " + line));
        }
    }

    private void writeHead() {
        KeptReport.Who who = report.who();
        line("claim " + report.claim()
                + who.operation().map(name -> " for '" + name + "'").orElse("") + " of thread '" + who.thread() + "'");
        line("  began    " + who.began());
        line("  outcome  " + report.outcome().orElse("in flight"));
        line("  lasted   " + DurationFormat.format(report.wallNanos()) + ", unaccounted "
                + DurationFormat.format(report.unaccountedNanos()));
        who.trace().ifPresent(trace -> line("  span     " + trace));
        report.use().ifPresent(use -> line("  backend  " + use.backend()));
    }

    private void writeTimeline() {
        line("");
        line("Timeline:");
        for (Interval part : report.timeline()) {
            line(String.format(
                    Locale.ROOT,
                    "  %10s  %-20s %10s",
                    "+" + DurationFormat.format(part.beginNanos()),
                    part.event(),
                    DurationFormat.format(part.nanos())));
            if (part.event() == WaitEvent.CLAIM_HOLD) {
                writeUse(part.nanos());
            }
        }
    }

    private void writeUse(long held) {
        report.use().filter(use -> use.executeNanos() >= 0).ifPresent(use -> {
            String form = "  %10s    %-18s %10s";
            line(String.format(
                    Locale.ROOT,
                    form + "  in %d calls",
                    "",
                    WaitEvent.CLAIM_EXECUTE,
                    DurationFormat.format(use.executeNanos()),
                    use.calls()));
            line(String.format(
                    Locale.ROOT,
                    form,
                    "",
                    WaitEvent.CLAIM_IDLE,
                    DurationFormat.format(Math.max(0, held - use.executeNanos()))));
        });
    }

    /** The sentences that say where the most time went. */
    private void writeAnswer() {
        line("");
        report.timeline().stream()
                .max(Comparator.comparingLong(Interval::nanos))
                .ifPresent(longest -> {
                    long share = report.wallNanos() == 0 ? 100 : 100 * longest.nanos() / report.wallNanos();
                    line(share + " % of the time is " + longest.event() + ": " + meaning(longest.event()));
                });
        report.evidence().handover().ifPresent(this::line);
    }

    private static String meaning(WaitEvent event) {
        return switch (event) {
            case CLAIM_ACQUIRE -> "the claim waited for its connection; how is not kept.";
            case CLAIM_WAIT_SLOT -> "all slots that the claim may have were held by other claims.";
            case CLAIM_WAIT_CONNECT -> "the slots that the claim may have were connecting or being checked.";
            case CLAIM_WAIT_BACKEND -> "backends are known, and none that the claim may have was online.";
            case CLAIM_WAIT_DISCOVERY -> "no backend had been found.";
            case CLAIM_WAIT_ADMIN -> "the pool was suspended.";
            case CLAIM_VALIDATE -> "its connection was validated before use.";
            case CLAIM_DISPATCH -> "the claim could go on, but its thread got no processor or no carrier.";
            case CLAIM_HOLD -> "the application had the connection.";
            case CLAIM_RELEASE -> "the session was rolled back and reset.";
            default -> "see the catalogue of wait events.";
        };
    }

    private void writeStacks(List<KeptReport.StackSample> stacks) {
        if (stacks.isEmpty()) {
            return;
        }
        line("");
        line("Stacks of the holder (" + stacks.size()
                + " samples; the innermost frame, and frames of the application):");
        int step = Math.max(1, (stacks.size() + MOST_STACKS - 1) / MOST_STACKS);
        for (int i = 0; i < stacks.size(); i += step) {
            KeptReport.StackSample sample = stacks.get(i);
            line("  held for " + DurationFormat.format(sample.heldNanos()) + ", " + sample.state());
            sample.frames().forEach(frame -> line("    at " + frame));
        }
    }
}
