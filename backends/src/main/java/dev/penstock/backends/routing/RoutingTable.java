package dev.penstock.backends.routing;

import dev.penstock.backends.Balance;
import dev.penstock.backends.Role;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.RoleWatch;
import dev.penstock.backends.slots.RoutingEligibility;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.slots.ThreadHash;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slot sets that claims may use, by what they ask for: an immutable value, replaced when a backend comes, goes or
 * changes its health or role.
 *
 * <p>Where a claim begins to look is a hash of its thread and of the time, so that choosing shares no counter: a thread
 * that claims again within the same millisecond finds the set that its processor has at hand, and over time it comes to
 * all sets, each by its weight. What the policies need is computed when the table is made.
 *
 * <p>The way of a pool whose claims may go anywhere is a plain array, since every claim goes it.
 */
public final class RoutingTable {
    private static final SlotSet[] NONE = {};

    /** The table of a pool that knows no backend. */
    public static final RoutingTable EMPTY = new RoutingTable(List.of());

    private final SlotSet[] first;
    private final @Nullable Route rest;
    private final TargetServerType usual;
    private final Route[] routes = new Route[TargetServerType.values().length];

    /** The table of those among {@code sets} that may serve, for claims that may go anywhere. */
    public RoutingTable(List<SlotSet> sets) {
        this(sets, new RoleWatch(RoutingPolicy.standard()));
    }

    /** The table for the targets that are in use. Lets each set know what it serves. */
    public RoutingTable(List<SlotSet> sets, RoleWatch watch) {
        RoleAssignments roles = RoleAssignments.of(sets);
        usual = watch.policy().target();
        Balance balance = watch.policy().balance();
        List<SlotSet> eligible =
                sets.stream().filter(set -> set.health().eligible()).toList();
        for (TargetServerType target : TargetServerType.values()) {
            routes[target.ordinal()] = watch.uses(target) ? Route.of(target, balance, eligible, roles) : Route.NOWHERE;
        }
        grant(sets, roles);
        watch.setPrimaryMissing(eligible.stream().noneMatch(set -> roles.of(set) == Role.PRIMARY));
        boolean plain = usual == TargetServerType.ANY && balance == Balance.UNIFORM;
        List<SlotSet> stalled = eligible.stream().filter(SlotSet::stalled).toList();
        List<SlotSet> answering = new ArrayList<>(eligible);
        answering.removeAll(stalled);
        first = plain ? answering.toArray(NONE) : NONE;
        if (plain) {
            rest = stalled.isEmpty() ? null : Route.of(usual, balance, stalled, roles);
        } else {
            rest = route(usual);
        }
    }

    private void grant(List<SlotSet> sets, RoleAssignments roles) {
        IdentityHashMap<SlotSet, Integer> targets = new IdentityHashMap<>();
        for (TargetServerType target : TargetServerType.values()) {
            route(target).sets().forEach(set -> targets.merge(set, target.bit(), Integer::sum));
        }
        for (SlotSet set : sets) {
            int epoch = roles.standing(set).epoch();
            set.role().setEligibility(new RoutingEligibility(roles.of(set), epoch, targets.getOrDefault(set, 0)));
        }
    }

    private Route route(TargetServerType target) {
        return routes[target.ordinal()];
    }

    /** Claims any free slot for a claim that says nothing; null where none is free. Makes the caller its holder. */
    @Nullable
    public Slot tryClaim(long now) {
        int spread = ThreadHash.current();
        Slot slot = tryClaim(first, spread, now);
        return slot == null && rest != null ? rest.tryClaim(spread, now) : slot;
    }

    private static @Nullable Slot tryClaim(SlotSet[] sets, int spread, long now) {
        int count = sets.length;
        int begin = count <= 1 ? 0 : ThreadHash.index(count, ThreadHash.rehash(spread, now));
        for (int i = 0; i < count; i++) {
            int at = begin + i;
            Slot slot = sets[at < count ? at : at - count].tryClaim(spread);
            if (slot != null) {
                return slot;
            }
        }
        return null;
    }

    /** Claims any free slot of a set that serves {@code target}; null where none is free. */
    @Nullable
    public Slot tryClaim(long now, TargetServerType target) {
        return route(target).tryClaim(ThreadHash.current(), now);
    }

    /** Whether any slot is free that may serve. */
    public boolean hasFree() {
        for (Route route : routes) {
            if (route.hasFree()) {
                return true;
            }
        }
        return false;
    }

    /** Whether no set may serve claims that say nothing. */
    public boolean isEmpty() {
        return isEmpty(usual);
    }

    /** Whether no set may serve {@code target}. */
    public boolean isEmpty(TargetServerType target) {
        return route(target).isEmpty();
    }

    /** Slots by state, over all sets that may serve claims that say nothing. */
    public SlotCounts counts() {
        return counts(usual);
    }

    /** Slots by state, over all sets that may serve {@code target}. */
    public SlotCounts counts(TargetServerType target) {
        return route(target).counts();
    }
}
