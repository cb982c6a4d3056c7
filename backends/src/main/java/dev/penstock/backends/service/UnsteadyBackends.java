package dev.penstock.backends.service;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.RepeatedEvent;
import dev.penstock.waits.WaitAccounts;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds backends that lose sessions under claims again and again, as behind a network that resets connections. Their
 * probes and connects succeed, so that they stay online; each loss fails a transaction nevertheless. Other backends
 * therefore come first for their slots, except one, which shows whether the sessions last again. Used by the
 * supervisor's thread.
 *
 * <p>If no steady backend serves the same targets, no slot moves: for example, if the driver breaks the sessions of all
 * backends.
 */
final class UnsteadyBackends {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.supervisor");

    private final PoolRuntime runtime;
    private final WaitAccounts accounts;
    private final Set<SlotSet> replaced = new HashSet<>();

    UnsteadyBackends(PoolRuntime runtime, WaitAccounts accounts) {
        this.runtime = runtime;
        this.accounts = accounts;
    }

    /** Looks at all backends anew, at {@code now}. Logs each change. */
    void update(List<SlotSetController> controllers, long now) {
        replaced.removeIf(set ->
                controllers.stream().noneMatch(controller -> controller.set().equals(set)));
        for (SlotSetController controller : controllers) {
            SlotSet set = controller.set();
            if (set.health().outOfService()) {
                replaced.remove(set);
                continue;
            }
            boolean replace = set.isUnsteady(now) && hasReplacement(set, controllers, now);
            if (replace && replaced.add(set)) {
                log(
                        controller,
                        "loses sessions under claims again and again, " + RepeatedEvent.MANY
                                + " times within " + RepeatedEvent.WITHIN.toSeconds()
                                + " s: the other backends come first for its slots, except one");
            } else if (!replace && replaced.remove(set)) {
                log(controller, "counts as steady again");
            }
        }
    }

    /** Whether others come first for the slots of this backend, except one. */
    boolean isReplaced(SlotSet set) {
        return replaced.contains(set);
    }

    /** While its role is in doubt, and with it its targets, the last answer counts. */
    private boolean hasReplacement(SlotSet set, List<SlotSetController> controllers, long now) {
        if (set.role().isInDoubt()) {
            return replaced.contains(set);
        }
        List<TargetServerType> targets =
                Stream.of(TargetServerType.values()).filter(set::serves).toList();
        return controllers.stream().anyMatch(other -> canReplace(other.set(), targets, now));
    }

    private static boolean canReplace(SlotSet other, List<TargetServerType> targets, long now) {
        return other.health() == BackendHealth.ONLINE
                && !other.stalled()
                && !other.isUnsteady(now)
                && targets.stream().allMatch(other::serves);
    }

    private void log(SlotSetController controller, String text) {
        runtime.log().warn(LOGGER, "pool {}: backend {} {}", runtime.pool(), controller.label(), text);
        accounts.events().record(Optional.of(controller.label()), "backend " + controller.label() + " " + text);
    }
}
