package dev.penstock.pool.health;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.SlotCounts;
import dev.penstock.waits.text.ForeignText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The health of a pool at one moment, from its own state: an immutable value. To read it takes no slot and sends
 * nothing to a server; therefore it also answers if every slot is held, or if every server hangs.
 *
 * @param status the health in one word
 * @param sentence why, in one sentence
 * @param backends the backends
 */
public record PoolHealth(Status status, String sentence, List<OfBackend> backends) {
    /** A claim that waits longer than this makes a pool {@link Status#DEGRADED}. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final int MAX_REASON = 300;

    /** The health in one word. */
    public enum Status {
        /** All backends can be used, and no claim waits for long. */
        UP,
        /** Claims are served, but a backend cannot be used, or a claim waits for more than 5 seconds. */
        DEGRADED,
        /** No claim can be served now: no backend can be used, or the pool is suspended or closed. */
        DOWN,
        /** The pool has not started. */
        UNKNOWN
    }

    /**
     * The health of one backend: an immutable value.
     *
     * @param backend its label: name, address and port
     * @param up whether its slots can be used
     * @param state its health in one word, for example ONLINE
     * @param reason the last error, if there was none later that says otherwise
     */
    public record OfBackend(String backend, boolean up, String state, Optional<String> reason) {
        /** For example {@code db-1.test/127.0.0.2:5432 OFFLINE: connection refused}. */
        @Override
        public String toString() {
            return backend + " " + state + reason.map(text -> ": " + text).orElse("");
        }
    }

    /**
     * What the health is derived from.
     *
     * @param views the backends
     * @param serving whether claims are served: the pool is neither suspended nor closed
     * @param waiting the number of claims that wait for a slot
     * @param oldestWait the age of the oldest claim without a connection
     * @param discoveryError the error of the last resolution, if it failed
     */
    public record State(
            List<BackendView> views,
            boolean serving,
            int waiting,
            Duration oldestWait,
            Optional<String> discoveryError) {}

    /** Makes the list unmodifiable. */
    public PoolHealth {
        backends = List.copyOf(backends);
    }

    /** The health of a pool that has not started. */
    public static PoolHealth notStarted() {
        return new PoolHealth(Status.UNKNOWN, "The pool has not started.", List.of());
    }

    /** The health of a pool that is closed. */
    public static PoolHealth closed() {
        return new PoolHealth(Status.DOWN, "The pool is closed.", List.of());
    }

    /** The health of a pool in this state. */
    public static PoolHealth of(State state) {
        List<OfBackend> backends =
                state.views().stream().map(PoolHealth::ofBackend).toList();
        List<OfBackend> down = backends.stream().filter(one -> !one.up()).toList();
        if (!state.serving()) {
            return new PoolHealth(Status.DOWN, "The pool is suspended.", backends);
        }
        if (backends.isEmpty()) {
            String error = state.discoveryError()
                    .map(text -> ": " + ForeignText.line(text, MAX_REASON))
                    .orElse("");
            return new PoolHealth(Status.DOWN, "No backend is known" + error + ".", backends);
        }
        if (down.size() == backends.size()) {
            return new PoolHealth(Status.DOWN, unusable(down, backends), backends);
        }
        if (!down.isEmpty()) {
            return new PoolHealth(Status.DEGRADED, unusable(down, backends), backends);
        }
        if (state.oldestWait().compareTo(LONGEST_WAIT) > 0) {
            String waiting = String.format(
                    Locale.ROOT,
                    "%d claims wait for a slot; the oldest claim has waited for %.1f s.",
                    state.waiting(),
                    state.oldestWait().toMillis() / 1e3);
            return new PoolHealth(Status.DEGRADED, waiting, backends);
        }
        return new PoolHealth(Status.UP, usable(state.views()), backends);
    }

    private static String unusable(List<OfBackend> down, List<OfBackend> all) {
        return down.size() + " of " + all.size() + (all.size() == 1 ? " backend" : " backends")
                + " cannot be used; the first is " + down.get(0) + ".";
    }

    private static String usable(List<BackendView> views) {
        SlotCounts slots = views.stream().map(BackendView::slots).reduce(SlotCounts.NONE, SlotCounts::plus);
        String backends = views.size() == 1 ? "The backend" : "All " + views.size() + " backends";
        return backends + " can be used; " + slots.held() + " of " + slots.total() + " slots are in use.";
    }

    private static OfBackend ofBackend(BackendView view) {
        return new OfBackend(
                view.backend().label(),
                isUp(view),
                view.state(),
                view.lastError().map(text -> ForeignText.line(text, MAX_REASON)));
    }

    /** Whether the slots of a backend can be used. A backend of which no attempt has ended is up. */
    public static boolean isUp(BackendView view) {
        BackendHealth health = view.health();
        return !view.stalled() && (health == BackendHealth.ONLINE || health == BackendHealth.CONNECTING);
    }

    /** For example {@code UP: All 3 backends can be used; 4 of 10 slots are in use.} */
    @Override
    public String toString() {
        return status + ": " + sentence;
    }
}
