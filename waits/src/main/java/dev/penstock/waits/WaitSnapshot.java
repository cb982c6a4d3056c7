package dev.penstock.waits;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The statistics of all wait events of a pool at one moment: an immutable value.
 *
 * <p>The difference of two snapshots of one pool, {@link #minus}, is a snapshot of the time between them.
 */
public final class WaitSnapshot {
    private final Instant takenAt;
    private final long coveredNanos;
    private final Claims claims;
    private final Map<String, Map<WaitEvent, EventStats>> byBackend;
    private final Map<String, Map<WaitEvent, EventStats>> byOperation;
    private final Map<String, Long> incarnations;
    private final Map<WaitEvent, EventStats> byEvent = new EnumMap<>(WaitEvent.class);

    WaitSnapshot(
            Instant takenAt,
            long coveredNanos,
            Claims claims,
            Map<String, Map<WaitEvent, EventStats>> byBackend,
            Map<String, Map<WaitEvent, EventStats>> byOperation,
            Map<String, Long> incarnations) {
        this.takenAt = takenAt;
        this.coveredNanos = coveredNanos;
        this.claims = claims;
        this.byBackend = byBackend;
        this.byOperation = byOperation;
        this.incarnations = incarnations;
        Map<WaitEvent, EventStatsBuilder> sums = new EnumMap<>(WaitEvent.class);
        for (Map<WaitEvent, EventStats> events : byBackend.values()) {
            events.forEach((event, stats) ->
                    sums.computeIfAbsent(event, any -> new EventStatsBuilder()).add(stats));
        }
        sums.forEach((event, sum) -> byEvent.put(event, sum.build()));
    }

    /**
     * The sums of all claims, and the number of those that failed by their outcome: an immutable value.
     *
     * @param totals the sums
     * @param failed the failed claims by outcome
     */
    record Claims(ClaimTotals totals, Map<ClaimTotals.Outcome, Long> failed) {
        private Claims minus(Claims earlier) {
            Map<ClaimTotals.Outcome, Long> failures = new EnumMap<>(ClaimTotals.Outcome.class);
            failed.forEach((outcome, count) -> failures.put(outcome, count - earlier.failed.getOrDefault(outcome, 0L)));
            return new Claims(totals.minus(earlier.totals), failures);
        }
    }

    /** The moment of the snapshot. */
    public Instant takenAt() {
        return takenAt;
    }

    /** The covered time: since the pool was created, or since the earlier snapshot of a difference. */
    public Duration covered() {
        return Duration.ofNanos(coveredNanos);
    }

    /** The sums of all claims, also of those in flight. */
    public ClaimTotals claims() {
        return claims.totals();
    }

    /** The claims that ended with this outcome. */
    public long claims(ClaimTotals.Outcome outcome) {
        return outcome == ClaimTotals.Outcome.OK
                ? claims().ended() - claims().failed()
                : claims.failed().getOrDefault(outcome, 0L);
    }

    /** Wall time of claims that no wait event was charged with, in nanoseconds; it should be 0. */
    public long unaccountedNanos() {
        return claims().unaccountedNanos();
    }

    /** The statistics of an event, over all backends and the pool itself. */
    public EventStats event(WaitEvent event) {
        return byEvent.getOrDefault(event, EventStats.NONE);
    }

    /** The statistics of an event at one backend. */
    public EventStats event(WaitEvent event, String backend) {
        return byBackend.getOrDefault(backend, Map.of()).getOrDefault(event, EventStats.NONE);
    }

    /**
     * The load of an event: the average number of its waits under way during the covered time, that is their time by
     * wall time. Ask the difference of two snapshots for the load between them.
     */
    public double load(WaitEvent event) {
        return load(event(event));
    }

    /** The load of an event at one backend, as {@link #load(WaitEvent)}. */
    public double load(WaitEvent event, String backend) {
        return load(event(event, backend));
    }

    /** The average number of claims in flight during the covered time: the load of acquire, hold and release. */
    public double load() {
        return load(WaitEvent.CLAIM_ACQUIRE) + load(WaitEvent.CLAIM_HOLD) + load(WaitEvent.CLAIM_RELEASE);
    }

    private double load(EventStats stats) {
        return coveredNanos <= 0 ? 0 : (double) stats.totalNanos() / coveredNanos;
    }

    /** The events that occurred, in the order of the catalogue. */
    public Set<WaitEvent> events() {
        return Collections.unmodifiableSet(byEvent.keySet());
    }

    /** The labels of the backends that have waits, in their natural order. */
    public Set<String> backends() {
        Set<String> names = new TreeSet<>(byBackend.keySet());
        names.remove(WaitMeters.NO_BACKEND);
        names.remove(WaitMeters.UNDECIDED);
        return names;
    }

    /**
     * The names of the operations whose claims are counted, in their natural order. The claims of operations with
     * further names count as {@code other}, and claims without an operation count in no operation.
     */
    public Set<String> operations() {
        return Collections.unmodifiableSet(new TreeSet<>(byOperation.keySet()));
    }

    /**
     * The statistics of an event of claims in an operation, without a maximum and a distribution; or of an event of the
     * pool's {@linkplain WaitEvent#background() background work}.
     */
    public EventStats operation(String name, WaitEvent event) {
        if (event.background().filter(name::equals).isPresent()) {
            return event(event);
        }
        return byOperation.getOrDefault(name, Map.of()).getOrDefault(event, EventStats.NONE);
    }

    /**
     * The difference to an earlier snapshot of the same pool. If a backend was retired in between, its waits count as
     * the pool's own. If it came back since, only its waits since then count as its own.
     */
    public WaitSnapshot minus(WaitSnapshot earlier) {
        Map<String, Map<WaitEvent, EventStats>> difference = new HashMap<>();
        byBackend.forEach((backend, events) -> {
            Map<WaitEvent, EventStats> between = new EnumMap<>(WaitEvent.class);
            events.forEach((event, stats) -> between.put(event, stats.minus(earlier.baseline(backend, event, this))));
            difference.put(backend, between);
        });
        earlier.byBackend
                .getOrDefault(WaitMeters.UNDECIDED, Map.of())
                .forEach((event, stats) -> difference
                        .computeIfAbsent(WaitMeters.UNDECIDED, name -> new EnumMap<>(WaitEvent.class))
                        .computeIfAbsent(event, none -> EventStats.NONE.minus(stats)));
        Map<String, Map<WaitEvent, EventStats>> operations = new HashMap<>();
        byOperation.forEach((name, events) -> {
            Map<WaitEvent, EventStats> between = new EnumMap<>(WaitEvent.class);
            events.forEach((event, stats) -> between.put(event, stats.minus(earlier.operation(name, event))));
            operations.put(name, between);
        });
        return new WaitSnapshot(
                takenAt,
                coveredNanos - earlier.coveredNanos,
                claims.minus(earlier.claims),
                difference,
                operations,
                incarnations);
    }

    /**
     * The statistics to subtract from the same entry of {@code later}. For the pool itself they include the backends
     * that were retired in between, because {@code later} counts these as the pool's own.
     */
    private EventStats baseline(String backend, WaitEvent event, WaitSnapshot later) {
        if (!backend.equals(WaitMeters.NO_BACKEND)) {
            return isSame(backend, later) ? event(event, backend) : EventStats.NONE;
        }
        EventStats baseline = event(event, backend);
        for (String name : backends()) {
            if (!isSame(name, later)) {
                baseline = baseline.plus(event(event, name));
            }
        }
        return baseline;
    }

    /**
     * Whether {@code backend} was not retired between this snapshot and {@code later}. If it was, its waits up to then
     * count as the pool's own in {@code later}.
     */
    public boolean isSame(String backend, WaitSnapshot later) {
        return Objects.equals(incarnations.get(backend), later.incarnations.get(backend));
    }

    /** A table with one row for each event that occurred; times of claims also have their share of all claims' time. */
    @Override
    public String toString() {
        return SnapshotTable.of(this);
    }
}
