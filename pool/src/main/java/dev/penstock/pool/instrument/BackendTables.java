package dev.penstock.pool.instrument;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.Stacks;
import dev.penstock.backends.StallReport;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.waits.text.ForeignText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The backends, their slots and status tasks, and the discovery that finds them. */
final class BackendTables {
    private static final String BACKEND = "The label of the backend: name, address and port";
    private static final int MAX_TEXT = 1_000;

    private BackendTables() {}

    static List<StatsTable<?>> all() {
        return List.of(backends(), slotCounts(), statusTasks(), stalls(), services(), serviceBackends());
    }

    private static String label(BackendView view) {
        return view.backend().label();
    }

    private static StatsTable<BackendView> backends() {
        return StatsTable.<BackendView>named("backends", "A backend as the pool sees it at this moment")
                .text("backend", BACKEND, BackendTables::label)
                .text("state", "Its health, or STALLED if its status task is stalled", BackendView::state)
                .text("role", "PRIMARY, STANDBY or UNKNOWN", view -> view.role().name())
                .number("slots", "All its slots", view -> (long) view.slots().total())
                .number("in_use", "Slots that a claim holds or is returning", view ->
                        (long) view.slots().held())
                .number("unclaimed", "Slots that a claim can take", view ->
                        (long) view.slots().unclaimed())
                .duration("status", "The last round trip to its status task", BackendTables::statusTime)
                .optionalText(
                        "last_error",
                        "Why it is offline, or why the last connect attempt failed",
                        view -> view.lastError().map(BackendTables::oneLine))
                .from(Reading::backends);
    }

    private static OptionalLong statusTime(BackendView view) {
        return view.statusNanos() < 0 ? OptionalLong.empty() : OptionalLong.of(view.statusNanos());
    }

    private static String oneLine(String text) {
        return ForeignText.line(text, MAX_TEXT);
    }

    private record Count(String backend, SlotState state, int slots) {}

    private static StatsTable<Count> slotCounts() {
        return StatsTable.<Count>named("slot_counts", "The number of slots of a backend that are in one state")
                .text("backend", BACKEND, Count::backend)
                .text("state", "The state of the slots", row -> row.state.name())
                .number("slots", "Their number", row -> (long) row.slots)
                .from(reading -> {
                    List<Count> rows = new ArrayList<>();
                    for (BackendView view : reading.backends()) {
                        String backend = label(view);
                        SlotCounts slots = view.slots();
                        rows.add(new Count(backend, SlotState.CONNECTING, slots.connecting()));
                        rows.add(new Count(backend, SlotState.UNCLAIMED, slots.unclaimed()));
                        rows.add(new Count(backend, SlotState.CLAIMED, slots.claimed()));
                        rows.add(new Count(backend, SlotState.RESETTING, slots.resetting()));
                        rows.add(new Count(backend, SlotState.CHECKING, slots.checking()));
                    }
                    return rows;
                });
    }

    private static StatsTable<BackendView> statusTasks() {
        return StatsTable.<BackendView>named("status_tasks", "The status task of a backend, which tends its slots")
                .text("backend", BACKEND, BackendTables::label)
                .text(
                        "microstate",
                        "What the task does: IDLE, QUEUED, RUNNING and so on",
                        view -> view.microstate().name())
                .flag("stalled", "Whether it has not answered in time", BackendView::stalled)
                .duration("round_trip", "The last round trip to it", BackendTables::statusTime)
                .number("epoch", "The number of tasks that the backend has had, with this one", view ->
                        (long) view.epoch())
                .number("refused_effects", "Effects of replaced tasks that were refused", BackendView::refused)
                .from(Reading::backends);
    }

    private static StatsTable<StallReport> stalls() {
        return StatsTable.<StallReport>named("stalls", "The last stall of a backend's status task")
                .text("backend", BACKEND, StallReport::backend)
                .text("round_trip_id", "The ID of the round trip that was not answered", StallReport::roundTrip)
                .optionalText("claim_id", "The claim that caused it, if one did", StallReport::claim)
                .duration(
                        "age",
                        "The time since the request",
                        row -> OptionalLong.of(row.age().toNanos()))
                .text(
                        "microstate",
                        "What the task did: QUEUED if it was ready and did not run",
                        row -> row.microstate().name())
                .optionalText("thread", "The thread that runs the task, or ran it last", StallReport::thread)
                .optionalText(
                        "frame",
                        "The application's frame at the top of that thread's stack",
                        row -> Stacks.application(row.stack()))
                .optionalText(
                        "executor",
                        "What its executor ran instead, if it was QUEUED",
                        row -> row.executor().map(use -> oneLine(use.toString())))
                .text("report", "The whole report in one line", row -> oneLine(row.toString()))
                .from(reading -> reading.backends().stream()
                        .map(BackendView::lastStall)
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static OptionalLong nanos(Optional<Duration> duration) {
        return duration.map(value -> OptionalLong.of(value.toNanos())).orElse(OptionalLong.empty());
    }

    private static StatsTable<DiscoveryView> services() {
        return StatsTable.<DiscoveryView>named("services", "The service of a pool, as discovery knows it")
                .text(
                        "service",
                        "The name of the service",
                        view -> view.service().toString())
                .text(
                        "freshness",
                        "How current its backends are",
                        view -> view.freshness().name())
                .number("version", "The number of changes until now", DiscoveryView::version)
                .number("backends", "Backends that are in the service", view ->
                        (long) view.backends().size())
                .number("absent", "Backends that left and may still come back", view ->
                        (long) view.absent().size())
                .duration("age", "The time since the last successful resolution", view -> nanos(view.age()))
                .optionalText("source", "The name server, file or list that answered last", DiscoveryView::source)
                .optionalText(
                        "last_error",
                        "The failure of the last resolution",
                        view -> view.lastError().map(DiscoveryFailure::message).map(BackendTables::oneLine))
                .from(reading -> List.of(reading.pool().discovery().get()));
    }

    private record Known(String backend, String state, Optional<String> source, OptionalLong expires) {}

    private static StatsTable<Known> serviceBackends() {
        return StatsTable.<Known>named("service_backends", "A backend that discovery has found")
                .text("backend", BACKEND, Known::backend)
                .text("state", "known, or absent if it left the service and may still come back", Known::state)
                .optionalText("source", "The name server, file or list that named it", Known::source)
                .duration("expires_in", "The time to live that is left; negative if it has expired", Known::expires)
                .from(reading -> {
                    DiscoveryView view = reading.pool().discovery().get();
                    List<Known> rows = new ArrayList<>();
                    view.backends()
                            .forEach(known -> rows.add(new Known(
                                    known.backend().label(),
                                    "known",
                                    Optional.of(known.source()),
                                    nanos(Optional.of(known.expiresIn())))));
                    view.absent()
                            .forEach(gone -> rows.add(new Known(
                                    gone.backend().label(), "absent", Optional.empty(), OptionalLong.empty())));
                    return rows;
                });
    }
}
