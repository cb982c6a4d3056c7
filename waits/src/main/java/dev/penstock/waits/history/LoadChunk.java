package dev.penstock.waits.history;

import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows of the load timeline in columns, in the order of time. One thread adds. Other threads read the rows up to {@link
 * #published} without a lock, because a published row never changes.
 */
final class LoadChunk {
    /** The number of rows of one chunk. */
    static final int CAPACITY = 64;

    private static final WaitEvent[] EVENTS = WaitEvent.values();
    private static final int BACKENDS = LoadTimeline.BACKENDS_A_ROW + 1;
    private static final short NONE = -1;

    private final long[] millis = new long[CAPACITY];
    private final long[] covered = new long[CAPACITY];
    private final boolean[] late = new boolean[CAPACITY];
    private final long[] eventNanos = new long[CAPACITY * EVENTS.length];
    private final short[] backends = new short[CAPACITY * BACKENDS];
    private final long[] backendNanos = new long[CAPACITY * BACKENDS];
    private final StringTable texts = new StringTable();

    /** Read by other threads before they read the columns. */
    private volatile int published;

    boolean isFull() {
        return published >= CAPACITY;
    }

    /** Adds and publishes the row of the time that {@code difference} covers. */
    void add(Instant at, WaitSnapshot difference, boolean isLate) {
        int row = published;
        millis[row] = at.toEpochMilli();
        covered[row] = difference.covered().toNanos();
        late[row] = isLate;
        for (WaitEvent event : EVENTS) {
            eventNanos[row * EVENTS.length + event.ordinal()] =
                    difference.event(event).totalNanos();
        }
        addBackends(row, difference);
        published = row + 1;
    }

    private void addBackends(int row, WaitSnapshot difference) {
        List<Map.Entry<String, Long>> loads = new ArrayList<>();
        for (String backend : difference.backends()) {
            long nanos = claimNanos(difference, backend);
            if (nanos > 0) {
                loads.add(Map.entry(backend, nanos));
            }
        }
        loads.sort(Collections.reverseOrder(Map.Entry.comparingByValue()));
        for (int i = 0; i < BACKENDS; i++) {
            int at = row * BACKENDS + i;
            boolean own = i < Math.min(loads.size(), LoadTimeline.BACKENDS_A_ROW);
            backends[at] = own ? (short) texts.numberOf(loads.get(i).getKey()) : NONE;
            backendNanos[at] = own ? loads.get(i).getValue() : 0;
        }
        for (int i = LoadTimeline.BACKENDS_A_ROW; i < loads.size(); i++) {
            int at = row * BACKENDS + LoadTimeline.BACKENDS_A_ROW;
            backends[at] = (short) texts.numberOf(LoadRow.OTHER);
            backendNanos[at] += loads.get(i).getValue();
        }
    }

    private static long claimNanos(WaitSnapshot difference, String backend) {
        long sum = 0;
        for (WaitEvent event : EVENTS) {
            sum += LoadTimeline.isClaimLeaf(event)
                    ? difference.event(event, backend).totalNanos()
                    : 0;
        }
        return sum;
    }

    int published() {
        return published;
    }

    long bytes() {
        return (long) CAPACITY * (8 + 8 + 1 + 8 * EVENTS.length + (2 + 8) * BACKENDS) + texts.bytes();
    }

    /** The moment of its first row; empty if it has none. */
    Optional<Instant> first() {
        return published == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis[0]));
    }

    /** Its last row; empty if it has none. */
    Optional<LoadRow> last() {
        int count = published;
        return count == 0 ? Optional.empty() : Optional.of(row(count - 1, Instant.ofEpochMilli(millis[count - 1])));
    }

    /** The moment of its last row, of which there is at least one. */
    Instant lastAt() {
        return Instant.ofEpochMilli(millis[published - 1]);
    }

    /** Adds the rows between {@code from} and {@code to} to {@code found}. */
    void find(Instant from, Instant to, List<LoadRow> found) {
        int count = published;
        for (int row = 0; row < count; row++) {
            Instant at = Instant.ofEpochMilli(millis[row]);
            if (!at.isBefore(from) && !at.isAfter(to)) {
                found.add(row(row, at));
            }
        }
    }

    private LoadRow row(int row, Instant at) {
        double passed = Math.max(1, covered[row]);
        Map<WaitEvent, Double> byEvent = new EnumMap<>(WaitEvent.class);
        for (WaitEvent event : EVENTS) {
            long nanos = eventNanos[row * EVENTS.length + event.ordinal()];
            if (nanos != 0) {
                byEvent.put(event, nanos / passed);
            }
        }
        Map<String, Double> byBackend = new LinkedHashMap<>();
        for (int i = row * BACKENDS; i < (row + 1) * BACKENDS; i++) {
            if (backends[i] != NONE) {
                byBackend.put(texts.text(backends[i]), backendNanos[i] / passed);
            }
        }
        return new LoadRow(
                at,
                Duration.ofNanos(covered[row]),
                late[row],
                Collections.unmodifiableMap(byEvent),
                Collections.unmodifiableMap(byBackend));
    }
}
