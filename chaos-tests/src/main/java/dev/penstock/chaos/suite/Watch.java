package dev.penstock.chaos.suite;

import dev.penstock.backends.BackendView;
import dev.penstock.chaos.arena.Arena;
import dev.penstock.chaos.report.model.StateChange;
import dev.penstock.chaos.report.model.Track;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.waits.history.ClaimSample;
import dev.penstock.waits.sessions.SessionView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks at a pool every 50 ms: when it first shows the fault, and, for Penstock, the states of its slots and status
 * tasks. Used by one thread.
 */
final class Watch {
    private static final int MOST_CHANGES = 4_000;

    private final Arena arena;
    private final Map<String, Row> rows = new TreeMap<>();
    private OptionalLong noticed = OptionalLong.empty();
    private int changes;

    /** A track that grows. */
    private static final class Row {
        private final String backend;
        private final String name;
        private final List<StateChange> changes = new ArrayList<>();

        Row(String backend, String name) {
            this.backend = backend;
            this.name = name;
        }

        boolean is(String state, Optional<String> claim) {
            if (changes.isEmpty()) {
                return false;
            }
            StateChange last = changes.get(changes.size() - 1);
            return last.state().equals(state) && last.claim().equals(claim);
        }
    }

    Watch(Arena arena) {
        this.arena = arena;
    }

    /** Looks once. The fault began at a moment, or has not begun. */
    void look(OptionalLong faultBegan) {
        Optional<PenstockDataSource> penstock = arena.penstock().filter(pool -> !pool.isClosed());
        penstock.ifPresent(this::follow);
        if (faultBegan.isPresent() && noticed.isEmpty()) {
            boolean shown = penstock.map(Watch::showsFault).orElse(false)
                    || arena.history().failures().stream()
                            .anyMatch(failure -> failure.millis() >= faultBegan.getAsLong());
            if (shown) {
                noticed = OptionalLong.of(arena.history().millis() - faultBegan.getAsLong());
            }
        }
    }

    private static boolean showsFault(PenstockDataSource pool) {
        return pool.backends().stream()
                .anyMatch(view -> !view.state().equals("ONLINE")
                        || view.lastStall().isPresent()
                        || view.lastError().isPresent());
    }

    private void follow(PenstockDataSource pool) {
        Set<String> present = new HashSet<>();
        for (BackendView view : pool.backends()) {
            note(present, view.backend().label(), Track.STATUS_TASK, view.state(), Optional.empty());
        }
        Map<String, ClaimSample> held = new TreeMap<>();
        for (ClaimSample claim : pool.records().activity()) {
            if (claim.backend().isPresent() && claim.slot().isPresent()) {
                held.put(key(claim.backend().get(), Track.slot(claim.slot().getAsLong())), claim);
            }
        }
        for (SessionView session : pool.records().sessions()) {
            String name = Track.slot(session.slot());
            ClaimSample claim = held.get(key(session.backend(), name));
            note(
                    present,
                    session.backend(),
                    name,
                    claim == null ? "UNCLAIMED" : "CLAIMED",
                    Optional.ofNullable(claim).map(ClaimSample::claim));
        }
        for (Row row : rows.values()) {
            if (!present.contains(key(row.backend, row.name))) {
                change(row, Track.ABSENT, Optional.empty());
            }
        }
    }

    private static String key(String backend, String name) {
        return backend + " " + name;
    }

    private void note(Set<String> present, String backend, String name, String state, Optional<String> claim) {
        String key = key(backend, name);
        present.add(key);
        change(rows.computeIfAbsent(key, any -> new Row(backend, name)), state, claim);
    }

    private void change(Row row, String state, Optional<String> claim) {
        if (!row.is(state, claim) && changes < MOST_CHANGES) {
            changes++;
            row.changes.add(new StateChange(arena.history().millis(), state, claim));
        }
    }

    /** Milliseconds from the begin of the fault until the pool or a failure showed it. */
    OptionalLong noticed() {
        return noticed;
    }

    /** The states so far. */
    List<Track> tracks() {
        return rows.values().stream()
                .map(row -> new Track(row.backend, row.name, row.changes))
                .toList();
    }
}
