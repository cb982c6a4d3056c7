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
