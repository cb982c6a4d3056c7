package dev.penstock.waits.sessions;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many sessions a pool has opened and closed since its start: an immutable value.
 *
 * @param opened the sessions that were opened, by reason; every reason is a key
 * @param closed the sessions that left their slot, by reason; every reason is a key. The server may still have some
 */
public record SessionCounts(Map<OpenReason, Long> opened, Map<CloseReason, Long> closed) {
    /** Makes the maps unmodifiable. */
    public SessionCounts {
        opened = Map.copyOf(opened);
        closed = Map.copyOf(closed);
    }

    /** The sessions that are open: opened minus closed. */
    public long open() {
        return sum(opened) - sum(closed);
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** For example {@code 3 open; opened {growth=4}, closed {lifetime=1}}, without reasons that did not occur. */
    @Override
    public String toString() {
        return open() + " open; opened " + occurred(opened) + ", closed " + occurred(closed);
    }

    private static <K extends Comparable<K>> Map<K, Long> occurred(Map<K, Long> counts) {
        Map<K, Long> some = new TreeMap<>(counts);
        some.values().removeIf(count -> count == 0);
        return some;
    }
}
