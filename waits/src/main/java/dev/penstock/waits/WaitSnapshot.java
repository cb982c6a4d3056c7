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
 * What a pool waited on until one moment: an immutable value.
 *
 * <p>The difference of two snapshots of one pool, {@link #minus}, is a snapshot of the time between them.
 */
public final class WaitSnapshot {
    private final Instant takenAt;
    private final long coveredNanos;
    private final ClaimTotals claims;
    private final Map<String, Map<WaitEvent, EventStats>> byBackend;
    private final Map<String, Long> incarnations;
    private final Map<WaitEvent, EventStats> byEvent = new EnumMap<>(WaitEvent.class);

    WaitSnapshot(
            Instant takenAt,
            long coveredNanos,
            ClaimTotals claims,
            Map<String, Map<WaitEvent, EventStats>> byBackend,
            Map<String, Long> incarnations) {
        this.takenAt = takenAt;
        this.coveredNanos = coveredNanos;
        this.claims = claims;
        this.byBackend = byBackend;
        this.incarnations = incarnations;
        Map<WaitEvent, EventStatsBuilder> sums = new EnumMap<>(WaitEvent.class);
        for (Map<WaitEvent, EventStats> events : byBackend.values()) {
            events.forEach((event, stats) ->
                    sums.computeIfAbsent(event, any -> new EventStatsBuilder()).add(stats));
        }
        sums.forEach((event, sum) -> byEvent.put(event, sum.build()));
    }

    /** When it was taken. */
    public Instant takenAt() {
        return takenAt;
    }

    /** The time it covers: since the pool began, or since the earlier snapshot of a difference. */
    public Duration covered() {
        return Duration.ofNanos(coveredNanos);
    }

    /** The claims that ended, and the identity that they satisfy together. */
    public ClaimTotals claims() {
        return claims;
    }

    /** Wall time of ended claims that no wait event was charged with, in nanoseconds: 0. */
    public long unaccountedNanos() {
        return claims.unaccountedNanos();
    }

    /** One event over all backends. */
    public EventStats event(WaitEvent event) {
        return byEvent.getOrDefault(event, EventStats.NONE);
    }

    /** One event at one backend. */
    public EventStats event(WaitEvent event, String backend) {
        return byBackend.getOrDefault(backend, Map.of()).getOrDefault(event, EventStats.NONE);
    }

    /** The events that were met, in the order of the catalogue. */
    public Set<WaitEvent> events() {
        return Collections.unmodifiableSet(byEvent.keySet());
    }

    /** The backends that have waits of their own, in the order of their names. */
    public Set<String> backends() {
        Set<String> names = new TreeSet<>(byBackend.keySet());
        names.remove(WaitMeters.NO_BACKEND);
        return names;
    }

    /**
     * What was recorded between {@code earlier} and this snapshot. What a backend recorded that was retired in between
     * counts as the pool's own; if it came back since, only what it recorded since counts as its own.
     */
    public WaitSnapshot minus(WaitSnapshot earlier) {
        Map<String, Map<WaitEvent, EventStats>> difference = new HashMap<>();
        byBackend.forEach((backend, events) -> {
            Map<WaitEvent, EventStats> between = new EnumMap<>(WaitEvent.class);
            events.forEach((event, stats) -> between.put(event, stats.minus(earlier.base(backend, event, this))));
            difference.put(backend, between);
        });
        return new WaitSnapshot(
                takenAt, coveredNanos - earlier.coveredNanos, claims.minus(earlier.claims), difference, incarnations);
    }

    /**
     * What to subtract from {@code later}'s entry: the same entry here, and for the pool's own those folded into it.
     */
    private EventStats base(String backend, WaitEvent event, WaitSnapshot later) {
        if (!backend.equals(WaitMeters.NO_BACKEND)) {
            return isSame(backend, later) ? event(event, backend) : EventStats.NONE;
        }
        EventStats base = event(event, backend);
        for (String gone : backends()) {
            if (!isSame(gone, later)) {
                base = base.plus(event(event, gone));
            }
        }
        return base;
    }

    /** Whether {@code backend} was not retired from here to {@code later}. */
    private boolean isSame(String backend, WaitSnapshot later) {
        return Objects.equals(incarnations.get(backend), later.incarnations.get(backend));
    }
}
