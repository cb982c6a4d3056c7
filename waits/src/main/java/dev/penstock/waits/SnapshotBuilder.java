package dev.penstock.waits;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Collects what ledgers and meters recorded. Confined to the thread that builds a snapshot. */
final class SnapshotBuilder {
    private final Map<String, Map<WaitEvent, EventTally>> tallies = new HashMap<>();
    private ClaimTotals claims = ClaimTotals.NONE;

    EventTally tally(String backend, WaitEvent event) {
        return tallies.computeIfAbsent(backend, name -> new EnumMap<>(WaitEvent.class))
                .computeIfAbsent(event, any -> new EventTally());
    }

    Set<String> backends() {
        return tallies.keySet();
    }

    void addClaims(ClaimTotals more) {
        claims = claims.plus(more);
    }

    ClaimTotals claims() {
        return claims;
    }

    Map<String, Map<WaitEvent, EventStats>> stats() {
        Map<String, Map<WaitEvent, EventStats>> stats = new HashMap<>();
        tallies.forEach((backend, byEvent) -> {
            Map<WaitEvent, EventStats> events = new EnumMap<>(WaitEvent.class);
            byEvent.forEach((event, tally) -> events.put(event, tally.stats()));
            stats.put(backend, events);
        });
        return stats;
    }
}
