package dev.penstock.pool.meters;

import dev.penstock.backends.BackendView;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The backends that have series of their own: at most {@value #MOST}. The others are summed as {@link #OTHER}. Not
 * thread-safe.
 *
 * <p>Invariants: a backend keeps its series, or its place among the others, as long as it exists; and no count of a
 * series decreases while the series exists. Therefore the waits of a backend that has gone stay in the account,
 * to which its next life adds. A series of its own ends {@link #KEPT} after the backend has gone.
 */
final class BackendSeries {
    /** The most backends with series of their own. */
    static final int MOST = 64;

    /** The time for which the series of a backend that has gone are kept. */
    static final Duration KEPT = Duration.ofMinutes(10);

    /** The name of all other backends together. */
    static final String OTHER = "other";

    /** The events that no backend has. */
    private static final Set<WaitEvent> OF_POOL =
            EnumSet.of(WaitEvent.DNS_QUERY, WaitEvent.DISCOVERY_REFRESH, WaitEvent.RUNTIME_PAUSE);

    static final Set<WaitEvent> EVENTS = EnumSet.complementOf(EnumSet.copyOf(OF_POOL));

    private final Map<String, Account> named = new LinkedHashMap<>();
    private final Account other = new Account();
    private boolean hadOthers;
    private @Nullable WaitSnapshot last;

    /** The backends of one series, and the waits of those that have gone. Times are nanoseconds. */
    private static final class Account {
        private final Set<String> present = new HashSet<>();
        private final long[] baseTotal = new long[WaitEvent.values().length];
        private final long[] baseNanos = new long[WaitEvent.values().length];
        private long goneAt;

        void keep(WaitSnapshot last, String backend) {
            for (WaitEvent event : EVENTS) {
                EventStats waits = last.event(event, backend);
                baseTotal[event.ordinal()] += waits.total();
                baseNanos[event.ordinal()] += waits.totalNanos();
            }
        }

        Waits waits(WaitSnapshot taken, WaitEvent event) {
            long total = baseTotal[event.ordinal()];
            long nanos = baseNanos[event.ordinal()];
            for (String backend : present) {
                EventStats waits = taken.event(event, backend);
                total += waits.total();
                nanos += waits.totalNanos();
            }
            return new Waits(total, nanos);
        }
    }

    /** The number of the waits of a series that ended, and the time of all, in nanoseconds. */
    record Waits(long total, long nanos) {}

    /** Receives the waits of one series. */
    @FunctionalInterface
    interface Visitor {
        void visit(String backend, WaitEvent event, Waits waits);
    }

    /**
     * Brings the series up to date.
     *
     * @param taken a snapshot that is later than the one before
     * @param views the backends at this moment
     * @param now the time of the pool's clock, in nanoseconds
     */
    void update(WaitSnapshot taken, List<BackendView> views, long now) {
        Map<String, Integer> slots = new TreeMap<>();
        views.forEach(view -> slots.put(view.backend().label(), view.slots().total()));
        taken.backends().forEach(backend -> slots.putIfAbsent(backend, 0));
        named.values().forEach(account -> leave(account, taken, slots.keySet(), now));
        leave(other, taken, slots.keySet(), now);
        named.values().removeIf(account -> account.present.isEmpty() && now - account.goneAt >= KEPT.toNanos());
        slots.keySet().stream()
                .filter(backend -> !other.present.contains(backend))
                .sorted(Comparator.comparing((String backend) -> slots.getOrDefault(backend, 0) == 0))
                .forEach(this::enter);
        last = taken;
    }

    /** Keeps the waits of backends that have gone or come back since the last snapshot. */
    private void leave(Account account, WaitSnapshot taken, Set<String> present, long now) {
        WaitSnapshot before = last;
        for (String backend : account.present) {
            if (before != null && !before.isSame(backend, taken)) {
                account.keep(before, backend);
            }
        }
        if (account.present.removeIf(backend -> !present.contains(backend)) && account.present.isEmpty()) {
            account.goneAt = now;
        }
    }

    private void enter(String backend) {
        Account own = named.get(backend);
        if (own == null && named.size() >= MOST) {
            other.present.add(backend);
            hadOthers = true;
            return;
        }
        named.computeIfAbsent(backend, name -> new Account()).present.add(backend);
    }

    /** The name of the series of a backend that is present. */
    String nameOf(String backend) {
        return named.containsKey(backend) ? backend : OTHER;
    }

    /** The names of all series: the backends with series of their own, and {@link #OTHER} once there were others. */
    List<String> names() {
        List<String> names = new ArrayList<>(named.keySet());
        if (hadOthers) {
            names.add(OTHER);
        }
        return names;
    }

    /** Visits the waits of each series and event in {@code taken}, the snapshot of the last update. */
    void forEach(WaitSnapshot taken, Visitor visitor) {
        named.forEach((name, account) -> visit(name, account, taken, visitor));
        if (hadOthers) {
            visit(OTHER, other, taken, visitor);
        }
    }

    private static void visit(String name, Account account, WaitSnapshot taken, Visitor visitor) {
        for (WaitEvent event : EVENTS) {
            visitor.visit(name, event, account.waits(taken, event));
        }
    }
}
