package dev.penstock.pool.instrument;

import dev.penstock.pool.reports.KeptReport;
import dev.penstock.waits.history.Promise;
import dev.penstock.waits.history.PromiseLog;
import dev.penstock.waits.recorder.RareEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The reports of single claims, the rare events, and the promises that the pool tests on itself. */
final class ReportTables {
    private static final String OPERATION = "The application's name for its work";

    private ReportTables() {}

    static List<StatsTable<?>> all() {
        return List.of(claimReports(), events(), promises(), promiseViolations());
    }

    private static StatsTable<KeptReport> claimReports() {
        StatsTable.Builder<KeptReport> table = StatsTable.<KeptReport>named(
                        "claim_reports",
                        "A report of a claim: in flight, or kept because it was slow, failed, leaked or an example")
                .text("claim_id", "The ID of the claim, as in logs and exceptions", KeptReport::claim);
        return ClaimTables.spans(table, row -> row.who().trace())
                .text(
                        "kind",
                        "slow_acquire, slow_hold, failed, leaked, or example",
                        row -> row.kind().name().toLowerCase(Locale.ROOT))
                .optionalText("outcome", "How the claim ended; null if it is in flight", KeptReport::outcome)
                .optionalText("operation", OPERATION, row -> row.who().operation())
                .text(
                        "thread",
                        "The name of the thread that claimed",
                        row -> row.who().thread())
                .moment(
                        "began",
                        "The moment at which getConnection() was entered",
                        row -> Optional.of(row.who().began()))
                .optionalText(
                        "backend",
                        "The label of the backend of its slot",
                        row -> row.use().map(KeptReport.Use::backend))
                .duration(
                        "wall",
                        "The time of the claim until it ended, or until now",
                        row -> OptionalLong.of(row.wallNanos()))
                .duration(
                        "acquire",
                        "The time until it had its connection or failed",
                        row -> OptionalLong.of(row.acquireNanos()))
                .text("summary", "The claim and the parts of its time, in one line", KeptReport::summary)
                .text("report", "The whole report: a page of text", KeptReport::toString)
                .from(reading -> Stream.concat(
                                reading.pool().reports().inFlight().stream(), reading.pool().reports().kept().stream())
                        .toList());
    }

    private static StatsTable<RareEvent> events() {
        return StatsTable.<RareEvent>named(
                        "events",
                        "A rare event: health and roles of backends, stalls, commands, changes of the configuration")
                .time("sample_time", "The moment of the event", RareEvent::at)
                .optionalText("backend", "The label of the backend; null for the whole pool", RareEvent::backend)
                .text("text", "What happened, in one line", RareEvent::text)
                .from(reading -> reading.pool().reports().events(reading.from(), reading.to()));
    }

    private record PromiseRow(Promise promise, long violations) {}

    private static StatsTable<PromiseRow> promises() {
        return StatsTable.<PromiseRow>named("promises", "A promise that the pool tests on itself")
                .text("promise", "The name of the promise", row -> row.promise.label())
                .number(
                        "violations",
                        "How often it was found violated; 0 unless Penstock has a defect",
                        row -> row.violations)
                .from(reading -> {
                    List<PromiseRow> rows = new ArrayList<>();
                    reading.pool()
                            .records()
                            .promises()
                            .counts()
                            .forEach((promise, count) -> rows.add(new PromiseRow(promise, count)));
                    return rows;
                });
    }

    private static StatsTable<PromiseLog.Violation> promiseViolations() {
        return StatsTable.<PromiseLog.Violation>named(
                        "promise_violations", "A violation of a promise that was found; the last hundred")
                .moment("found", "The moment at which it was found", row -> Optional.of(row.at()))
                .text("promise", "The name of the promise", row -> row.promise().label())
                .text("text", "What was seen, in one line", PromiseLog.Violation::text)
                .from(reading -> reading.pool().records().promises().last());
    }
}
