package dev.penstock.waits;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The sums of ledgers and meters for a snapshot under construction. Confined to the thread that builds it. */
final class SnapshotBuilder {
    private final Map<String, Map<WaitEvent, EventStatsBuilder>> builders = new HashMap<>();
    private ClaimTotals claims = ClaimTotals.NONE;

    EventStatsBuilder event(String backend, WaitEvent event) {
        return builders.computeIfAbsent(backend, name -> new EnumMap<>(WaitEvent.class))
                .computeIfAbsent(event, any -> new EventStatsBuilder());
    }

    Set<String> backends() {
        return builders.keySet();
    }

    void addClaims(ClaimTotals more) {
        claims = claims.plus(more);
    }

    ClaimTotals claims() {
        return claims;
    }

    Map<String, Map<WaitEvent, EventStats>> stats() {
        Map<String, Map<WaitEvent, EventStats>> stats = new HashMap<>();
        builders.forEach((backend, byEvent) -> {
            Map<WaitEvent, EventStats> events = new EnumMap<>(WaitEvent.class);
            byEvent.forEach((event, builder) -> events.put(event, builder.build()));
            stats.put(backend, events);
        });
        return stats;
    }
}
