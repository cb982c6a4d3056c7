package dev.penstock.pool.meters;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.pool.alerts.AlertState;
import dev.penstock.pool.health.PoolHealth;
import dev.penstock.pool.lints.LintState;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.LoadRow;
import dev.penstock.waits.sessions.SessionCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One reading of all metrics of a pool, from one snapshot. Used by one thread.
 *
 * <p>Tags are names of events, backends, states, outcomes, reasons, rules and promises: their number is bounded. A
 * claim, a thread or a text of SQL is never a tag.
 */
final class PoolSamples {
    private static final String EVENT = "event";
    private static final String CLASS = "class";
    private static final String BACKEND = "backend";
    private static final String STATE = "state";
    private static final String REASON = "reason";

    private final MeterSource source;
    private final WaitSnapshot taken;
    private final WaitSnapshot recent;
    private final List<BackendView> views;
    private final SlotCounts slots;
    private final List<Sample> samples = new ArrayList<>();

    /**
     * A reading that has begun.
     *
     * @param taken all waits
     * @param recent those of the last one to two minutes
     * @param views the backends
     */
    PoolSamples(MeterSource source, WaitSnapshot taken, WaitSnapshot recent, List<BackendView> views) {
        this.source = source;
        this.taken = taken;
        this.recent = recent;
        this.views = views;
        this.slots = views.stream().map(BackendView::slots).reduce(SlotCounts.NONE, SlotCounts::plus);
    }

    /** The values of all metrics; {@code backends} is up to date. */
    List<Sample> read(BackendSeries backends) {
        addWaits();
        backends.forEach(taken, this::addWaitsOf);
        addClaims();
        addSlots(backends);
        addSessions();
        addAlerts();
        addOpenTelemetry();
        if (source.hikariNames()) {
            addHikari();
        }
        return List.copyOf(samples);
    }

    private void add(Metric metric, long value, String... tags) {
        add(metric, (double) value, tags);
    }

    private void add(Metric metric, double value, String... tags) {
        samples.add(Sample.of(metric, value, tags));
    }

    private Durations durations(WaitEvent event) {
        return Durations.of(taken.event(event), recent.event(event));
    }

    private static String classOf(WaitEvent event) {
        return event.waitClass().label();
    }

    private void addWaits() {
        for (WaitEvent event : WaitEvent.values()) {
            EventStats waits = taken.event(event);
            String[] tags = {EVENT, event.label(), CLASS, classOf(event)};
            add(Metric.WAIT_EVENTS, waits.total(), tags);
            add(Metric.WAIT_EVENTS_ACTIVE, waits.active(), tags);
            add(Metric.WAIT_EVENT_SECONDS, Durations.seconds(waits.totalNanos()), tags);
            samples.add(Sample.of(Metric.WAIT_EVENT_DURATION, durations(event), tags));
        }
    }

    private void addWaitsOf(String backend, WaitEvent event, BackendSeries.Waits waits) {
        String[] tags = {BACKEND, backend, EVENT, event.label(), CLASS, classOf(event)};
        add(Metric.BACKEND_WAIT_EVENTS, waits.total(), tags);
        add(Metric.BACKEND_WAIT_EVENT_SECONDS, Durations.seconds(waits.nanos()), tags);
    }

    private void addClaims() {
        add(Metric.LOAD, source.records().load().latest().map(LoadRow::load).orElse(0.0));
        add(
                Metric.CLAIM_OLDEST_WAIT,
                Durations.seconds(source.claims().oldestWait().getAsLong()));
        add(
                Metric.CLAIM_OLDEST_HOLD,
                Durations.seconds(source.claims().oldestHold().getAsLong()));
        for (ClaimTotals.Outcome outcome : ClaimTotals.Outcome.values()) {
            add(Metric.CLAIMS, taken.claims(outcome), "outcome", outcome.label());
        }
        add(Metric.CLAIMS_WAITING, source.claims().waiting().getAsInt());
    }

    private void addSlots(BackendSeries backends) {
        add(Metric.SLOTS_MAX, source.maximum().getAsInt());
        Map<String, SlotCounts> counts = new HashMap<>();
        Map<String, int[]> up = new HashMap<>();
        for (BackendView view : views) {
            String name = backends.nameOf(view.backend().label());
            counts.merge(name, view.slots(), SlotCounts::plus);
            int[] share = up.computeIfAbsent(name, any -> new int[2]);
            share[0] += PoolHealth.isUp(view) ? 1 : 0;
            share[1]++;
        }
        for (String name : backends.names()) {
            addSlots(name, counts.getOrDefault(name, SlotCounts.NONE));
            int[] share = up.get(name);
            if (share != null) {
                add(Metric.BACKEND_UP, (double) share[0] / share[1], BACKEND, name);
            }
        }
    }

    private void addSlots(String backend, SlotCounts counts) {
        addSlots(backend, SlotState.CONNECTING, counts.connecting());
        addSlots(backend, SlotState.UNCLAIMED, counts.unclaimed());
        addSlots(backend, SlotState.CLAIMED, counts.claimed());
        addSlots(backend, SlotState.RESETTING, counts.resetting());
        addSlots(backend, SlotState.CHECKING, counts.checking());
    }

    private void addSlots(String backend, SlotState state, int count) {
        add(Metric.SLOTS, count, BACKEND, backend, STATE, state.name().toLowerCase(Locale.ROOT));
    }

    private void addSessions() {
        SessionCounts counts = source.records().sessionCounts();
        add(
                Metric.SESSIONS_OPENED,
                counts.opened().values().stream().mapToLong(Long::longValue).sum());
        counts.closed().forEach((reason, sessions) -> add(Metric.SESSIONS_CLOSED, sessions, REASON, reason.label()));
        source.records()
                .promises()
                .counts()
                .forEach((promise, count) -> add(Metric.PROMISE_VIOLATIONS, count, "promise", promise.label()));
    }

    private void addAlerts() {
        for (AlertState state : source.alerts().states()) {
            add(
                    Metric.ALERT_FIRING,
                    state.firing() ? 1 : 0,
                    "rule",
                    state.rule().name());
        }
        for (LintState state : source.lints().states()) {
            add(Metric.LINT_RAISED, state.raised() ? 1 : 0, "lint", state.lint().id());
        }
    }

    private int idle() {
        return slots.unclaimed() + slots.checking();
    }

    private void addOpenTelemetry() {
        String stateName = "db.client.connection.state";
        samples.add(Sample.of(Metric.OTEL_COUNT, idle(), openTelemetry(stateName, "idle")));
        samples.add(Sample.of(Metric.OTEL_COUNT, slots.held(), openTelemetry(stateName, "used")));
        String[] tags = openTelemetry();
        add(Metric.OTEL_IDLE_MAX, source.maximum().getAsInt(), tags);
        add(Metric.OTEL_IDLE_MIN, source.minimumIdle().getAsInt(), tags);
        add(Metric.OTEL_MAX, source.maximum().getAsInt(), tags);
        add(Metric.OTEL_PENDING, source.claims().waiting().getAsInt(), tags);
        add(Metric.OTEL_TIMEOUTS, taken.claims(ClaimTotals.Outcome.TIMEOUT), tags);
        samples.add(Sample.of(Metric.OTEL_CREATE_TIME, durations(WaitEvent.SLOT_CONNECT), tags));
        samples.add(Sample.of(Metric.OTEL_WAIT_TIME, durations(WaitEvent.CLAIM_ACQUIRE), tags));
        samples.add(Sample.of(Metric.OTEL_USE_TIME, durations(WaitEvent.CLAIM_HOLD), tags));
    }

    private String[] openTelemetry(String... tags) {
        List<String> all = new ArrayList<>(source.database());
        all.addAll(List.of(tags));
        return all.toArray(String[]::new);
    }

    private void addHikari() {
        add(Metric.HIKARI_TOTAL, slots.total() - slots.connecting());
        add(Metric.HIKARI_ACTIVE, slots.held());
        add(Metric.HIKARI_IDLE, idle());
        add(Metric.HIKARI_PENDING, source.claims().waiting().getAsInt());
        add(Metric.HIKARI_MAX, source.maximum().getAsInt());
        add(Metric.HIKARI_MIN, source.minimumIdle().getAsInt());
        add(Metric.HIKARI_TIMEOUT, taken.claims(ClaimTotals.Outcome.TIMEOUT));
        samples.add(Sample.of(Metric.HIKARI_ACQUIRE, durations(WaitEvent.CLAIM_ACQUIRE)));
        Durations releases = durations(WaitEvent.CLAIM_RELEASE);
        samples.add(
                Sample.of(Metric.HIKARI_USAGE, durations(WaitEvent.CLAIM_HOLD).followedBy(releases)));
        samples.add(Sample.of(Metric.HIKARI_CREATION, durations(WaitEvent.SLOT_CONNECT)));
    }
}
