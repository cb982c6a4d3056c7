package dev.penstock.pool.instrument;

import dev.penstock.backends.Stacks;
import dev.penstock.pool.ClaimReport;
import dev.penstock.pool.LeakReport;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.history.ClaimSample;
import dev.penstock.waits.history.SampleView;
import dev.penstock.waits.operations.TraceContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Claims: now, at each second of the last hour, and the last ones that ended. */
final class ClaimTables {
    private static final String CLAIM = "The ID of the claim, as in logs and exceptions";
    private static final String BACKEND = "The label of the backend of its slot";
    private static final String OPERATION = "The application's name for its work";
    private static final String THREAD = "The name of the thread that claimed";
    static final String PID = "The process or connection of the server; null if the driver does not tell it";
    private static final int MOST_FRAMES = 32;

    private ClaimTables() {}

    static List<StatsTable<?>> all() {
        return List.of(activity(), samples(), holders(), leaks(), claims());
    }

    private static StatsTable<ClaimSample> activity() {
        StatsTable.Builder<ClaimSample> table = StatsTable.<ClaimSample>named(
                        "activity", "A claim in flight at this moment, the oldest first")
                .moment("sample_time", "The moment of the reading", row -> Optional.of(row.at()));
        return sample(table).from(reading -> reading.pool().records().activity());
    }

    private static StatsTable<SampleView> samples() {
        StatsTable.Builder<SampleView> table = StatsTable.<SampleView>named(
                        "samples", "A claim that was in flight at one second of the last hour")
                .time(
                        "sample_time",
                        "The moment of the sample; all samples of one second have the same",
                        row -> row.at())
                .real(
                        "sample_weight",
                        "The number of claims for which it stands; their sum is the load",
                        row -> row.weight());
        return sample(table).from(reading -> reading.pool().records().history().views(reading.from(), reading.to()));
    }

    private static <R extends SampleView> StatsTable.Builder<R> sample(StatsTable.Builder<R> table) {
        return spans(table.text("claim_id", CLAIM, SampleView::claim), SampleView::trace)
                .text(
                        "wait_event",
                        "The event on which it waits",
                        row -> row.event().label())
                .text(
                        "wait_class",
                        "The class of that event",
                        row -> row.event().waitClass().label())
                .moment(
                        "since",
                        "The moment since which it waits on that event",
                        row -> Optional.of(row.at().minusNanos(row.eventNanos())))
                .duration("in_wait", "The time since it waits on that event", row -> OptionalLong.of(row.eventNanos()))
                .duration(
                        "age",
                        "The time since its getConnection() was entered",
                        row -> OptionalLong.of(row.claimNanos()))
                .optionalText("backend", BACKEND + "; null if it waits for a slot", SampleView::backend)
                .optionalNumber("slot", "The number of its slot; null if it waits for one", SampleView::slot)
                .optionalText("operation", OPERATION, SampleView::operation)
                .optionalText(
                        "frame",
                        "The application's frame at the top of its thread's stack; of the oldest claims only",
                        SampleView::frame)
                .optionalText(
                        "sql",
                        "The SQL of its JDBC call under way, with ? for each literal; null if it has none",
                        SampleView::sql)
                .optionalNumber("pid", PID, row -> asLong(row.pid()));
    }

    static OptionalLong asLong(OptionalInt number) {
        return number.isPresent() ? OptionalLong.of(number.getAsInt()) : OptionalLong.empty();
    }

    /** Adds the span of a claim. */
    static <R> StatsTable.Builder<R> spans(StatsTable.Builder<R> table, Function<R, Optional<TraceContext>> span) {
        return table.optionalText(
                        "trace_id",
                        "The ID of the trace in which it was made; null without a source of spans",
                        row -> span.apply(row).map(TraceContext::traceId))
                .optionalText(
                        "span_id",
                        "The ID of the span in which it was made",
                        row -> span.apply(row).map(TraceContext::spanId));
    }

    private static OptionalLong nanos(Duration duration) {
        return OptionalLong.of(duration.toNanos());
    }

    private static StatsTable<ClaimReport.Holder> holders() {
        return StatsTable.<ClaimReport.Holder>named("holders", "A claim that holds a slot at this moment")
                .text("claim_id", CLAIM, ClaimReport.Holder::claim)
                .text("backend", BACKEND, ClaimReport.Holder::backend)
                .optionalText("operation", OPERATION, ClaimReport.Holder::operation)
                .text("thread", THREAD, ClaimReport.Holder::thread)
                .duration("held", "The time for which it has held its slot", row -> nanos(row.held()))
                .flag(
                        "executing",
                        "Whether a JDBC call is under way",
                        row -> row.executing().isPresent())
                .duration(
                        "executing",
                        "The age of the JDBC call under way",
                        row -> row.executing().map(ClaimTables::nanos).orElse(OptionalLong.empty()))
                .optionalText(
                        "frame",
                        "The application's frame at the top of its stack; of the sixteen longest holders only",
                        row -> Stacks.application(row.stack()))
                .optionalText(
                        "stack",
                        "The stack of its thread, innermost frame first; of the sixteen longest holders only",
                        row -> stack(row.stack()))
                .from(reading -> reading.pool().holders().get());
    }

    private static Optional<String> stack(List<StackTraceElement> frames) {
        return frames.isEmpty()
                ? Optional.empty()
                : Optional.of(frames.stream()
                        .limit(MOST_FRAMES)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining("\n")));
    }

    private static StatsTable<LeakReport> leaks() {
        return StatsTable.<LeakReport>named(
                        "leaks", "A claim that has held its slot for longer than leakDetectionThreshold")
                .text("claim_id", CLAIM, LeakReport::claim)
                .text(
                        "kind",
                        "held_long, holder_ended or unreachable",
                        row -> row.kind().name().toLowerCase(Locale.ROOT))
                .text("backend", BACKEND, LeakReport::backend)
                .optionalText("operation", OPERATION, LeakReport::operation)
                .text("thread", THREAD, LeakReport::thread)
                .duration("held", "The time for which it has held its slot", row -> nanos(row.held()))
                .optionalText(
                        "frame",
                        "The application's frame at the top of its stack",
                        row -> Stacks.application(row.holderStack()))
                .optionalText(
                        "acquired_at",
                        "The stack at the claim; only with recordAcquireStacks",
                        row -> stack(row.acquiredAt()))
                .from(reading -> reading.pool().leaks().get());
    }

    private static StatsTable<RecordedClaim> claims() {
        return StatsTable.<RecordedClaim>named("claims", "One of the last claims of a slot that ended, exact")
                .text("claim_id", CLAIM, RecordedClaim::claim)
                .text("backend", BACKEND, RecordedClaim::backend)
                .number("thread_id", "The ID of the thread that claimed", RecordedClaim::threadId)
                .duration(
                        "began_ago",
                        "The time since its getConnection() was entered",
                        row -> OptionalLong.of(row.beganNanosAgo()))
                .duration(
                        "acquire", "From there until it got its connection", row -> OptionalLong.of(row.acquireNanos()))
                .duration("hold", "From there until its close() was entered", row -> OptionalLong.of(row.holdNanos()))
                .duration(
                        "execute",
                        "The part of the hold in which a JDBC call was at the driver",
                        row -> OptionalLong.of(row.executeNanos()))
                .number("calls", "The number of its JDBC calls", RecordedClaim::calls)
                .duration(
                        "release",
                        "From the entry of close() until its slot was free",
                        row -> OptionalLong.of(row.releaseNanos()))
                .from(reading -> reading.pool().recordedClaims().get());
    }
}
