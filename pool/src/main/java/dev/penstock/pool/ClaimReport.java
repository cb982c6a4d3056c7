package dev.penstock.pool;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.Stacks;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a claim was slow or failed: an immutable value.
 *
 * @param pool the pool's name
 * @param claim the claim's printed ID
 * @param waited from the entry of {@code getConnection()} to its end
 * @param reasons what it waited for, and how many nanoseconds; they add up to {@code waited}
 * @param maximumPoolSize how many slots the pool may have
 * @param waiting claims that are still queued
 * @param heartbeatAge how long ago the pool's supervisor ended its last beat; beyond some statusIntervals, it does not
 *     run
 * @param backends the backends at that moment
 * @param discovery what was known of the service: who said what, how long ago, and what went wrong since
 * @param holders the claims that hold a slot, the longest first
 */
public record ClaimReport(
        String pool,
        String claim,
        Duration waited,
        Map<WaitEvent, Long> reasons,
        int maximumPoolSize,
        int waiting,
        Duration heartbeatAge,
        List<BackendView> backends,
        DiscoveryView discovery,
        List<Holder> holders) {
    private static final int HOLDERS_NAMED = 3;
    private static final String WRAPPERS = "dev.penstock.pool.jdbc.";

    /** Copies the collections. */
    public ClaimReport {
        reasons = Map.copyOf(reasons);
        backends = List.copyOf(backends);
        holders = List.copyOf(holders);
    }

    /**
     * A claim that holds a slot.
     *
     * @param claim its printed ID
     * @param backend the backend's label
     * @param operation the application's name for what it is doing
     * @param thread the name of the thread that claimed
     * @param held since when
     * @param executing how long a JDBC call of it has been at the driver; empty where none is
     * @param stack where that thread is now, innermost frame first; empty beyond the sixteen longest holders
     */
    public record Holder(
            String claim,
            String backend,
            Optional<String> operation,
            String thread,
            Duration held,
            Optional<Duration> executing,
            List<StackTraceElement> stack) {
        /** Copies the stack. */
        public Holder {
            stack = List.copyOf(stack);
        }

        /** One line: who, where, since when, and doing what. */
        @Override
        public String toString() {
            String doing = executing
                    .map(time -> "at the driver for " + time.toMillis() + " ms")
                    .orElse("not using it");
            String where = Stacks.application(beneathTheDriver())
                    .map(frame -> ", now at " + frame)
                    .orElse("");
            String doingWhat = operation.map(name -> " for '" + name + "'").orElse("");
            return "claim " + claim + doingWhat + " of thread '" + thread + "' on " + backend + " for "
                    + held.toMillis() + " ms, " + doing + where;
        }

        /** The frames that called into a connection, whatever driver's frames lie above; all where none did. */
        private List<StackTraceElement> beneathTheDriver() {
            for (int i = stack.size() - 2; i >= 0; i--) {
                if (stack.get(i).getClassName().startsWith(WRAPPERS)) {
                    return stack.subList(i + 1, stack.size());
                }
            }
            return stack;
        }
    }

    /** The counts, the reasons and the longest holders, in one line. */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append("at most ")
                .append(maximumPoolSize)
                .append(" slots, waiting=")
                .append(waiting)
                .append(", supervisor's last beat ")
                .append(heartbeatAge.toMillis())
                .append(" ms ago");
        if (!reasons.isEmpty()) {
            text.append("; waited: ").append(reasonsText());
        }
        if (!backends.isEmpty()) {
            text.append("; backends: ")
                    .append(backends.stream().map(BackendView::toString).collect(Collectors.joining(", ")));
        }
        if (!discovery.healthy() || !discovery.absent().isEmpty()) {
            text.append("; discovery: ").append(discovery);
        }
        if (!holders.isEmpty()) {
            text.append("; longest holders: ")
                    .append(holders.stream()
                            .limit(HOLDERS_NAMED)
                            .map(Holder::toString)
                            .collect(Collectors.joining("; ")));
        }
        return text.toString();
    }

    private String reasonsText() {
        return reasons.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(reason -> reason.getKey().label() + " " + reason.getValue() / 1_000_000 + " ms")
                .collect(Collectors.joining(", "));
    }
}
