package dev.penstock.pool.instrument;

import dev.penstock.pool.traces.Trace;
import dev.penstock.pool.traces.TracedClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The claims of traces. */
final class TraceTables {
    private TraceTables() {}

    private record Row(Trace trace, TracedClaim claim) {}

    static List<StatsTable<?>> all() {
        StatsTable.Builder<Row> table = StatsTable.<Row>named(
                        "traces", "A claim of a trace that the application made, or for which an operator armed")
                .text("claim_id", "The ID of the claim, as in logs and exceptions", row -> row.claim.claim());
        return List.of(ClaimTables.spans(table, row -> row.claim.context())
                .text("traced_operation", "The operation that was traced", row -> row.trace.operation())
                .flag("armed", "Whether an operator armed for it", row -> row.trace.armed())
                .optionalText("operation", "The application's name for its work", row -> row.claim.operation())
                .text("thread", "The name of the thread that claimed", row -> row.claim.thread())
                .optionalText("place", "The backend and slot that it had last", row -> row.claim.place())
                .moment(
                        "began",
                        "The moment at which getConnection() was entered",
                        row -> Optional.of(row.claim.began()))
                .optionalText("outcome", "How the claim ended; null if it is in flight", row -> row.claim.outcome())
                .duration(
                        "wall",
                        "The time of the claim until it ended, or until the trace did",
                        row -> OptionalLong.of(row.claim.wallNanos()))
                .number(
                        "events",
                        "The number of its events",
                        row -> row.claim.events().size() + row.claim.eventsCut())
                .number("events_cut", "The number of events that were not kept", row -> row.claim.eventsCut())
                .text("trace", "Its events in the order of time, a line each", row -> text(row.claim))
                .from(reading -> rows(reading.pool().traces().kept())));
    }

    private static List<Row> rows(List<Trace> traces) {
        List<Row> rows = new ArrayList<>();
        for (Trace trace : traces) {
            trace.claims().forEach(claim -> rows.add(new Row(trace, claim)));
        }
        return rows;
    }

    private static String text(TracedClaim claim) {
        String events = claim.events().stream().map(Object::toString).collect(Collectors.joining("\n"));
        return claim.eventsCut() == 0 ? events : events + "\n…[" + claim.eventsCut() + " more]";
    }
}
