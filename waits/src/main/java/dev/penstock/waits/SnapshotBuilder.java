package dev.penstock.waits;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sums of ledgers and meters for a snapshot under construction. Confined to the thread that builds it. */
final class SnapshotBuilder {
    private static final WaitEvent[] EVENTS = WaitEvent.values();

    private final Map<String, @Nullable EventStatsBuilder[]> builders = new HashMap<>();
    private final long now;
    private final boolean distributions;
    private ClaimTotals claims = ClaimTotals.NONE;

    /** The sums and distributions up to {@code now}. */
    SnapshotBuilder(long now) {
        this(now, true);
    }

    /** The sums up to {@code now}. */
    SnapshotBuilder(long now, boolean distributions) {
        this.now = now;
        this.distributions = distributions;
    }

    /** The moment up to which waits under way count. */
    long now() {
        return now;
    }

    /** Whether sources add their distributions, too. */
    boolean takesDistributions() {
        return distributions;
    }

    EventStatsBuilder event(String backend, WaitEvent event) {
        return in(backend(backend), event);
    }

    /** The sums of a backend by {@link #in}. */
    @Nullable
    EventStatsBuilder[] backend(String backend) {
        return builders.computeIfAbsent(backend, name -> new EventStatsBuilder[EVENTS.length]);
    }

    /** The sums of one event among those of its backend. */
    static EventStatsBuilder in(@Nullable EventStatsBuilder[] events, WaitEvent event) {
        EventStatsBuilder sums = events[event.ordinal()];
        if (sums == null) {
            sums = new EventStatsBuilder();
            events[event.ordinal()] = sums;
        }
        return sums;
    }

    Set<String> backends() {
        return builders.keySet();
    }

    void addClaims(ClaimTotals more) {
        claims = claims.plus(more);
    }

    void setClaims(ClaimTotals all) {
        claims = all;
    }

    ClaimTotals claims() {
        return claims;
    }

    /** Adds these sums of all backends to {@code events}, without distributions. */
    void addTo(@Nullable EventStatsBuilder[] events) {
        for (@Nullable EventStatsBuilder[] sums : builders.values()) {
            for (WaitEvent event : EVENTS) {
                EventStatsBuilder more = sums[event.ordinal()];
                if (more != null) {
                    in(events, event).addCounts(more);
                }
            }
        }
    }

    /** The time of all reasons of acquires. */
    long acquireNanos() {
        return builders.values().stream()
                .mapToLong(SnapshotBuilder::acquireNanos)
                .sum();
    }

    private static long acquireNanos(@Nullable EventStatsBuilder[] events) {
        long nanos = 0;
        for (WaitEvent event : EVENTS) {
            EventStatsBuilder sums = event.isPartOfAcquire() ? events[event.ordinal()] : null;
            nanos += sums == null ? 0 : sums.nanos();
        }
        return nanos;
    }

    /** The statistics by operation: the acquire is the sum of its reasons. */
    Map<String, Map<WaitEvent, EventStats>> statsOfOperations() {
        builders.remove(WaitMeters.UNDECIDED);
        builders.values().forEach(events -> in(events, WaitEvent.CLAIM_ACQUIRE).setNanos(acquireNanos(events)));
        Map<String, Map<WaitEvent, EventStats>> stats = stats();
        stats.values().removeIf(events -> events.values().stream().allMatch(EventStats::isEmpty));
        return stats;
    }

    Map<String, Map<WaitEvent, EventStats>> stats() {
        Map<String, Map<WaitEvent, EventStats>> stats = new HashMap<>();
        builders.forEach((backend, byEvent) -> {
            Map<WaitEvent, EventStats> events = new EnumMap<>(WaitEvent.class);
            for (WaitEvent event : EVENTS) {
                EventStatsBuilder sums = byEvent[event.ordinal()];
                if (sums != null) {
                    events.put(event, sums.build());
                }
            }
            stats.put(backend, events);
        });
        return stats;
    }
}
