package dev.penstock.pool;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.Stacks;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.text.ForeignText;
import dev.penstock.waits.text.ShortList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The reasons why a claim failed, and the state of the pool at that moment: an immutable value.
 *
 * @param pool the pool's name
 * @param claim the claim's printed ID
 * @param waited the time from the entry of {@code getConnection()} to its end
 * @param reasons the nanoseconds by wait event; their sum is {@code waited}
 * @param maximumPoolSize the greatest number of slots that the pool may have
 * @param waiting the number of claims that are still queued
 * @param heartbeatAge the time since the last beat of the pool's supervisor; after several statusIntervals without a
 *     beat, the supervisor does not run
 * @param backends the backends
 * @param discovery the state of service discovery: the sources, the age of their answers, and failures since
 * @param holders the claims that hold a slot, the longest first
 * @param blockers the blocking chain from the holder of a slot to the root, in one line; empty if the claim waited for
 *     something else, or if the pool knows of none
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
        List<Holder> holders,
        Optional<String> blockers) {
    private static final int HOLDERS_NAMED = 3;
    private static final int MAX_HOLDER = 300;
    private static final int NAMES_BY_DISCOVERY = 3;
    private static final int MAX_FAILURE = 1_000;
    private static final int MAX_BLOCKERS = 900;

    /** The greatest length of a summary, in characters. With its beginning, the message of a claim has 4 KB at most. */
    private static final int MAX_SUMMARY = 3_000;

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
     * @param claim the claim's printed ID
     * @param backend the backend's label
     * @param operation the name of the application's operation; empty for none
     * @param thread the name of the claimant's thread
     * @param held the time for which the claim has held its slot
     * @param executing the age of the JDBC call under way; empty if there is none
     * @param stack the stack of that thread, innermost frame first; empty except for the sixteen longest holders
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

        /** One line: the claim, its thread, its backend, its age, and its current code. */
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

        /** The frames below the last call of a connection, without the driver's; all frames if there is no call. */
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
        blockers.ifPresent(chain -> text.append("; ").append(ForeignText.line(chain, MAX_BLOCKERS)));
        blockers.ifPresent(chain -> text.append("; ").append(chain));
        if (!backends.isEmpty()) {
            text.append("; backends: ").append(backendsText());
        }
        if (!discovery.healthy() || !discovery.absent().isEmpty()) {
            text.append("; discovery: ").append(discoveryText());
        }
        if (!holders.isEmpty()) {
            text.append("; longest holders: ")
                    .append(longestHolders()
                            .map(holder -> ForeignText.line(holder.toString(), MAX_HOLDER))
                            .collect(Collectors.joining("; ")));
        }
        return ForeignText.line(text, MAX_SUMMARY);
    }

    private Stream<Holder> longestHolders() {
        return holders.stream().limit(HOLDERS_NAMED);
    }

    /** Backends of the longest holders first, then those with slots: nobody reads about a thousand others. */
    private String backendsText() {
        Set<String> held = longestHolders().map(Holder::backend).collect(Collectors.toSet());
        int most = discovery.lastError().isEmpty() ? ShortList.MOST : ShortList.MOST - NAMES_BY_DISCOVERY;
        return BackendView.describe(
                backends, view -> held.contains(view.backend().label()), most);
    }

    /** A failure of discovery may list backends: the text ends before the fourth. */
    private String discoveryText() {
        String text = ForeignText.line(discovery.toString(), MAX_FAILURE);
        int names = 0;
        for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
            int begin = text.lastIndexOf(' ', slash) + 1;
            boolean isLabel = begin < slash && text.indexOf('/', begin) == slash;
            names += isLabel ? 1 : 0;
            if (names > NAMES_BY_DISCOVERY) {
                return text.substring(0, begin) + "…";
            }
        }
        return text;
    }

    private String reasonsText() {
        return reasons.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(reason -> reason.getKey().label() + " " + reason.getValue() / 1_000_000 + " ms")
                .collect(Collectors.joining(", "));
    }
}
