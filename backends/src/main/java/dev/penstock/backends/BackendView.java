package dev.penstock.backends;

import dev.penstock.discovery.Backend;
import dev.penstock.waits.text.ForeignText;
import dev.penstock.waits.text.ShortList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The state of one backend at one moment, as its pool sees it: an immutable value.
 *
 * @param backend name, address and port
 * @param health the health of the server
 * @param role the role of the server in the service
 * @param timeline the timeline that a primary reports; 0 if it is not known
 * @param stalled whether its status task is stalled
 * @param slots how many slots are in each state
 * @param statusNanos the duration of the last status round trip, in nanoseconds; -1 before the first
 * @param microstate the present activity of its status task
 * @param epoch the number of status tasks that the backend has had, including the present one
 * @param refused how many effects of replaced status tasks were refused
 * @param lastError the reason why the backend is offline, why the last connect attempt failed, or why the server
 *     accepts no more connections; empty after a success
 * @param lastStall the last stall of its status task; empty if there was none
 */
public record BackendView(
        Backend backend,
        BackendHealth health,
        Role role,
        long timeline,
        boolean stalled,
        SlotCounts slots,
        long statusNanos,
        Microstate microstate,
        int epoch,
        long refused,
        Optional<String> lastError,
        Optional<StallReport> lastStall) {
    /** The health in one word; {@code STALLED} if the status task is stalled. */
    public String state() {
        return stalled ? "STALLED" : health.name();
    }

    /**
     * The backends in one line of bounded length. If there are too many to be named, those with slots are named, and
     * the others are counted by state.
     *
     * @param important says which backends are named before all others
     * @param most the most backends that are named; at least 0
     */
    public static String describe(List<BackendView> views, Predicate<BackendView> important, int most) {
        if (views.size() <= most) {
            return list(views);
        }
        List<BackendView> sorted = new ArrayList<>(views);
        sorted.sort(Comparator.comparing((BackendView view) -> !important.test(view))
                .thenComparing(view -> view.slots().total() == 0));
        List<BackendView> rest = sorted.subList(most, sorted.size());
        Map<String, Long> states =
                rest.stream().collect(Collectors.groupingBy(BackendView::state, TreeMap::new, Collectors.counting()));
        String counts = states.entrySet().stream()
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", ", " (", ")"));
        return list(sorted.subList(0, most)) + " and " + rest.size() + " more" + counts;
    }

    /** The fewer backends there are, the more of each: the last error ends with its SQLState. */
    private static String list(List<BackendView> views) {
        int limit = ShortList.MOST * ShortList.MAX_ITEM / Math.max(1, views.size());
        return views.stream()
                .map(view -> ForeignText.line(view.toString(), Math.max(ShortList.MAX_ITEM, limit)))
                .collect(Collectors.joining(", "));
    }

    /** One line, as in {@code db-1.test/127.0.0.2:5432 ONLINE PRIMARY (total=4, …)}, with the last error, if any. */
    @Override
    public String toString() {
        return backend.label() + " " + state() + (role == Role.UNKNOWN ? "" : " " + role) + " (" + slots + ")"
                + lastError.map(error -> ", last error: " + error).orElse("");
    }
}
