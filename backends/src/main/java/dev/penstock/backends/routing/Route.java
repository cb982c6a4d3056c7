package dev.penstock.backends.routing;

import dev.penstock.backends.Balance;
import dev.penstock.backends.Role;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The slot sets that serve one target, in tiers that a claim tries one after the other: an immutable value.
 *
 * <p>Sets with a stalled status task come last. They serve if the other sets have no free slot, because a free slot
 * needs no status task.
 */
final class Route {
    /** The route of a target that no claim asks for. */
    static final Route EMPTY = new Route(TargetServerType.ANY, List.of());

    /** A round trip is as good as the best one if it takes at most 1.5 times as long plus 0.2 ms. */
    private static final long LATENCY_TOLERANCE_NANOS = 200_000;

    private final TargetServerType target;
    private final RoutingTier[] tiers;

    private Route(TargetServerType target, List<RoutingTier> tiers) {
        this.target = target;
        this.tiers = tiers.toArray(new RoutingTier[0]);
    }

    /**
     * The route for a target.
     *
     * @param eligible the sets whose health lets claims use them
     * @param roles the role of each set
     */
    static Route of(TargetServerType target, Balance balance, List<SlotSet> eligible, RoleAssignments roles) {
        List<SlotSet> sets = serving(target, eligible, roles);
        if (balance == Balance.PRIORITY) {
            sets = bestPriority(sets);
        }
        List<RoutingTier> tiers = new ArrayList<>();
        // A set may stall or answer at any moment. Therefore it is asked once.
        Map<Boolean, List<SlotSet>> byStall = sets.stream().collect(Collectors.partitioningBy(SlotSet::stalled));
        addTiers(balance, byStall.getOrDefault(false, List.of()), tiers);
        addTiers(balance, byStall.getOrDefault(true, List.of()), tiers);
        return new Route(target, tiers);
    }

    private static List<SlotSet> serving(TargetServerType target, List<SlotSet> eligible, RoleAssignments roles) {
        return switch (target) {
            case ANY -> eligible;
            case PRIMARY -> filter(eligible, set -> roles.of(set) == Role.PRIMARY);
            case SECONDARY -> filter(eligible, set -> roles.of(set) == Role.SECONDARY);
            case PREFER_SECONDARY -> preferred(Role.SECONDARY, eligible, roles);
            case PREFER_PRIMARY -> preferred(Role.PRIMARY, eligible, roles);
        };
    }

    private static List<SlotSet> preferred(Role role, List<SlotSet> eligible, RoleAssignments roles) {
        List<SlotSet> best = filter(eligible, set -> roles.of(set) == role && set.usable());
        return best.isEmpty() ? filter(eligible, set -> roles.of(set) != Role.SUPERSEDED) : best;
    }

    /** The sets of the best priority that has a backend online; all sets if no backend is online. */
    private static List<SlotSet> bestPriority(List<SlotSet> sets) {
        int best = sets.stream()
                .filter(SlotSet::usable)
                .mapToInt(set -> set.backend().priority())
                .min()
                .orElse(Integer.MAX_VALUE);
        return best == Integer.MAX_VALUE
                ? sets
                : filter(sets, set -> set.backend().priority() == best);
    }

    private static void addTiers(Balance balance, List<SlotSet> sets, List<RoutingTier> tiers) {
        if (sets.isEmpty()) {
            return;
        }
        switch (balance) {
            case UNIFORM -> tiers.add(RoutingTier.even(sets));
            case WEIGHTED, PRIORITY -> tiers.add(RoutingTier.weighted(sets));
            case LATENCY ->
                byLatency(sets, set -> set.role().latencyNanos()).forEach(group -> tiers.add(RoutingTier.even(group)));
        }
    }

    /**
     * Groups of sets whose latency is similar, the fastest first. The latency changes meanwhile, and is read once,
     * because a sort needs a consistent order.
     */
    static List<List<SlotSet>> byLatency(List<SlotSet> sets, ToLongFunction<SlotSet> latency) {
        record Measured(SlotSet set, long nanos) {}
        List<Measured> inOrder = sets.stream()
                .map(set -> new Measured(set, latency.applyAsLong(set)))
                .sorted(Comparator.comparingLong(Measured::nanos))
                .toList();
        List<List<SlotSet>> groups = new ArrayList<>();
        long near = 0;
        for (Measured next : inOrder) {
            if (groups.isEmpty() || next.nanos > near) {
                groups.add(new ArrayList<>());
                near = next.nanos + next.nanos / 2 + LATENCY_TOLERANCE_NANOS;
            }
            groups.get(groups.size() - 1).add(next.set);
        }
        return groups;
    }

    private static List<SlotSet> filter(List<SlotSet> sets, Predicate<SlotSet> condition) {
        return sets.stream().filter(condition).toList();
    }

    /** Claims any free slot; null if none is free. The caller becomes its holder. */
    @Nullable
    Slot tryClaim(int spread, long now) {
        for (RoutingTier tier : tiers) {
            Slot slot = tier.tryClaim(target, spread, now);
            if (slot != null) {
                return slot;
            }
        }
        return null;
    }

    /** Whether any of its sets has a free slot. */
    boolean hasFree() {
        for (RoutingTier tier : tiers) {
            for (SlotSet set : tier.sets()) {
                if (set.hasFree()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A free slot of a set that is {@code eligible}; null if there is none. The slot is not claimed. */
    @Nullable
    Slot findFree(Predicate<SlotSet> eligible) {
        return sets().filter(set -> set.serves(target) && eligible.test(set))
                .flatMap(set -> Stream.of(set.slots()))
                .filter(slot -> slot.state() == SlotState.UNCLAIMED && !slot.condemned())
                .findFirst()
                .orElse(null);
    }

    /** Slots by state over all its sets. */
    SlotCounts counts() {
        SlotCounts sum = SlotCounts.NONE;
        for (RoutingTier tier : tiers) {
            for (SlotSet set : tier.sets()) {
                sum = sum.plus(set.counts());
            }
        }
        return sum;
    }

    /** All its sets, the best tier first. */
    Stream<SlotSet> sets() {
        return Stream.of(tiers).flatMap(tier -> Stream.of(tier.sets()));
    }

    boolean isEmpty() {
        return tiers.length == 0;
    }
}
