package dev.penstock.pool.instrument;

import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The exact totals of a pool since its start. */
final class WaitTables {
    private static final String BACKEND = "The label of the backend: name, address and port";

    private WaitTables() {}

    static List<StatsTable<?>> all() {
        return List.of(pools(), waitEvents(), waitEventsByBackend(), waitEventsByOperation(), claimOutcomes());
    }

    private record EventRow(WaitEvent event, Optional<String> backend, EventStats stats, double load) {}

    private static StatsTable<PoolRow> pools() {
        return StatsTable.<PoolRow>named("pools", "A pool: its size, and the sums of all its claims")
                .moment("sample_time", "The moment of the reading", row -> Optional.of(row.waits.takenAt()))
                .number("maximum_size", "The most slots that the pool may have", row -> (long) row.maximum)
                .number("waiting", "Claims that wait for a slot", row -> (long) row.waiting)
                .number("in_use", "Slots that a claim holds or is returning", row -> (long) row.held)
                .number(
                        "claims_ended",
                        "Claims that ended, with the failed ones",
                        row -> row.claims().ended())
                .number(
                        "claims_failed",
                        "Claims that got no connection",
                        row -> row.claims().failed())
                .duration(
                        "wall",
                        "The time of all claims, with those in flight",
                        row -> OptionalLong.of(row.claims().wallNanos()))
                .duration(
                        "unaccounted",
                        "The part of it that no wait event was charged with: 0 unless the accounting has a defect",
                        row -> OptionalLong.of(row.claims().unaccountedNanos()))
                .real("load", "The average number of claims in flight since the start", row -> row.waits.load())
                .from(reading -> List.of(new PoolRow(
                        reading.waits(),
                        reading.pool().maximum().getAsInt(),
                        reading.pool().waiting().getAsInt(),
                        reading.backends().stream()
                                .mapToInt(view -> view.slots().held())
                                .sum())));
    }

    private record PoolRow(WaitSnapshot waits, int maximum, int waiting, int held) {
        ClaimTotals claims() {
            return waits.claims();
        }
    }

    private static StatsTable<EventRow> waitEvents() {
        return statistics(StatsTable.<EventRow>named(
                        "wait_events", "A wait event: all waits on it since the pool started, exact"))
                .from(reading -> {
                    WaitSnapshot waits = reading.waits();
                    List<EventRow> rows = new ArrayList<>();
                    for (WaitEvent event : WaitEvent.values()) {
                        rows.add(new EventRow(event, Optional.empty(), waits.event(event), waits.load(event)));
                    }
                    return rows;
                });
    }

    private static StatsTable<EventRow> waitEventsByBackend() {
        StatsTable.Builder<EventRow> columns = StatsTable.<EventRow>named(
                        "wait_events_by_backend", "A wait event at one backend; only those that had a wait")
                .optionalText("backend", BACKEND, EventRow::backend);
        return statistics(columns).from(reading -> {
            WaitSnapshot waits = reading.waits();
            List<EventRow> rows = new ArrayList<>();
            for (String backend : waits.backends()) {
                for (WaitEvent event : waits.events()) {
                    EventStats stats = waits.event(event, backend);
                    if (stats.total() > 0 || stats.active() > 0) {
                        rows.add(new EventRow(event, Optional.of(backend), stats, waits.load(event, backend)));
                    }
                }
            }
            return rows;
        });
    }

    private record OperationRow(String operation, WaitEvent event, EventStats stats) {}

    private static StatsTable<OperationRow> waitEventsByOperation() {
        return StatsTable.<OperationRow>named(
                        "wait_events_by_operation",
                        "A wait event of one operation, or of the pool's own work; only those that had a wait")
                .text(
                        "operation",
                        "The application's name for its work, 'other' beyond 256 names; penstock:… for the pool's",
                        OperationRow::operation)
                .text("wait_event", "The name of the event", row -> row.event.label())
                .text(
                        "wait_class",
                        "The class of the event",
                        row -> row.event.waitClass().label())
                .number("total", "Waits that ended", row -> row.stats.total())
                .number("active", "Waits under way", row -> row.stats.active())
                .duration(
                        "wait",
                        "The time of all waits, with those under way",
                        row -> OptionalLong.of(row.stats.totalNanos()))
                .from(reading -> {
                    WaitSnapshot waits = reading.waits();
                    List<OperationRow> rows = new ArrayList<>();
                    for (String operation : operations(waits)) {
                        for (WaitEvent event : WaitEvent.values()) {
                            EventStats stats = waits.operation(operation, event);
                            if (stats.total() > 0 || stats.active() > 0) {
                                rows.add(new OperationRow(operation, event, stats));
                            }
                        }
                    }
                    return rows;
                });
    }

    /** The operations of the application and of the pool's background work. */
    private static Set<String> operations(WaitSnapshot waits) {
        Set<String> names = new TreeSet<>(waits.operations());
        Stream.of(WaitEvent.values()).forEach(event -> event.background().ifPresent(names::add));
        return names;
    }

    private static StatsTable.Builder<EventRow> statistics(StatsTable.Builder<EventRow> table) {
        return table.text("wait_event", "The name of the event", row -> row.event.label())
                .text(
                        "wait_class",
                        "The class of the event",
                        row -> row.event.waitClass().label())
                .optionalText(
                        "parent_event",
                        "The event of which it is a part",
                        row -> row.event.parent().map(WaitEvent::label))
                .number("total", "Waits that ended", row -> row.stats.total())
                .number("active", "Waits under way", row -> row.stats.active())
                .duration(
                        "wait",
                        "The time of all waits, with those under way",
                        row -> OptionalLong.of(row.stats.totalNanos()))
                .duration("p50", "The median of the waits that ended", row -> percentile(row, 0.50))
                .duration("p99", "The 99th percentile of the waits that ended", row -> percentile(row, 0.99))
                .duration("max", "The longest wait that ended", row -> OptionalLong.of(row.stats.maxNanos()))
                .real("load", "The average number of claims that waited on it since the start", row -> row.load);
    }

    private static OptionalLong percentile(EventRow row, double share) {
        return row.stats.total() == 0 ? OptionalLong.empty() : OptionalLong.of(row.stats.percentileNanos(share));
    }

    private record OutcomeRow(String outcome, long claims) {}

    private static StatsTable<OutcomeRow> claimOutcomes() {
        return StatsTable.<OutcomeRow>named("claim_outcomes", "How claims ended since the pool started, exact")
                .text("outcome", "For example ok or timeout", OutcomeRow::outcome)
                .number("claims", "The number of claims that ended so", OutcomeRow::claims)
                .from(reading -> {
                    List<OutcomeRow> rows = new ArrayList<>();
                    for (ClaimTotals.Outcome outcome : ClaimTotals.Outcome.values()) {
                        rows.add(new OutcomeRow(outcome.label(), reading.waits().claims(outcome)));
                    }
                    return rows;
                });
    }
}
