package dev.penstock.backends.routing;

import dev.penstock.backends.Balance;
import dev.penstock.backends.Role;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where claims for one target look, ring after ring: an immutable value.
 *
 * <p>Sets whose status task answers come before those whose task is stalled, which serve where the others have nothing
 * free, since a free slot needs no task.
 */
final class Route {
    static final Route NOWHERE = new Route(TargetServerType.ANY, List.of());

    /** Round trips this much longer than the best are as good: half as long again, and a fifth of a millisecond. */
    private static final long NEAR_NANOS = 200_000;

    private final TargetServerType target;
    private final RoutingTier[] rings;

    private Route(TargetServerType target, List<RoutingTier> rings) {
        this.target = target;
        this.rings = rings.toArray(new RoutingTier[0]);
    }

    /**
     * The route for a target over the sets that may serve at all.
     *
     * @param roles what each is taken for
     */
    static Route of(TargetServerType target, Balance balance, List<SlotSet> eligible, RoleAssignments roles) {
        List<SlotSet> fit = fit(target, eligible, roles);
        if (balance == Balance.PRIORITY) {
            fit = bestPriority(fit);
        }
        List<RoutingTier> rings = new ArrayList<>();
        addRings(balance, only(fit, set -> !set.stalled()), rings);
        addRings(balance, only(fit, SlotSet::stalled), rings);
        return new Route(target, rings);
    }

    private static List<SlotSet> fit(TargetServerType target, List<SlotSet> eligible, RoleAssignments roles) {
        return switch (target) {
            case ANY -> eligible;
            case PRIMARY -> only(eligible, set -> roles.of(set) == Role.PRIMARY);
            case SECONDARY -> only(eligible, set -> roles.of(set) == Role.SECONDARY);
            case PREFER_SECONDARY -> preferred(Role.SECONDARY, eligible, roles);
            case PREFER_PRIMARY -> preferred(Role.PRIMARY, eligible, roles);
        };
    }

    private static List<SlotSet> preferred(Role role, List<SlotSet> eligible, RoleAssignments roles) {
        List<SlotSet> best = only(eligible, set -> roles.of(set) == role && set.usable());
        return best.isEmpty() ? only(eligible, set -> roles.of(set) != Role.SUPERSEDED) : best;
    }

    /** While none is online, whoever comes first. */
    private static List<SlotSet> bestPriority(List<SlotSet> sets) {
        int best = sets.stream()
                .filter(SlotSet::usable)
                .mapToInt(set -> set.backend().priority())
                .min()
                .orElse(Integer.MAX_VALUE);
        return best == Integer.MAX_VALUE
                ? sets
                : only(sets, set -> set.backend().priority() == best);
    }

    private static void addRings(Balance balance, List<SlotSet> sets, List<RoutingTier> rings) {
        if (sets.isEmpty()) {
            return;
        }
        switch (balance) {
            case UNIFORM -> rings.add(RoutingTier.even(sets));
            case WEIGHTED, PRIORITY -> rings.add(RoutingTier.weighted(sets));
            case LATENCY -> addByLatency(sets, rings);
        }
    }

    private static void addByLatency(List<SlotSet> sets, List<RoutingTier> rings) {
        List<SlotSet> left = new ArrayList<>(sets);
        left.sort(Comparator.comparingLong(set -> set.role().latencyNanos()));
        while (!left.isEmpty()) {
            long best = left.get(0).role().latencyNanos();
            long near = best + best / 2 + NEAR_NANOS;
            List<SlotSet> alike = only(left, set -> set.role().latencyNanos() <= near);
            rings.add(RoutingTier.even(alike));
            left.removeAll(alike);
        }
    }

    private static List<SlotSet> only(List<SlotSet> sets, Predicate<SlotSet> which) {
        return sets.stream().filter(which).toList();
    }

    /** Claims any free slot; null where none is free. The caller becomes its holder. */
    @Nullable
    Slot tryClaim(int spread, long now) {
        for (RoutingTier ring : rings) {
            Slot slot = ring.tryClaim(target, spread, now);
            if (slot != null) {
                return slot;
            }
        }
        return null;
    }

    /** Whether any slot is free there. */
    boolean hasFree() {
        for (RoutingTier ring : rings) {
            for (SlotSet set : ring.sets()) {
                if (set.hasFree()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Slots by state, over all sets that it leads to. */
    SlotCounts counts() {
        SlotCounts sum = SlotCounts.NONE;
        for (RoutingTier ring : rings) {
            for (SlotSet set : ring.sets()) {
                sum = sum.plus(set.counts());
            }
        }
        return sum;
    }

    /** All sets that it leads to. */
    Stream<SlotSet> sets() {
        return Stream.of(rings).flatMap(ring -> Stream.of(ring.sets()));
    }

    boolean isEmpty() {
        return rings.length == 0;
    }
}
