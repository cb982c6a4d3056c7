package dev.penstock.backends.routing;

import dev.penstock.backends.Balance;
import dev.penstock.backends.Role;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.roles.RoleWatch;
import dev.penstock.backends.roles.RoutingEligibility;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.threads.ThreadHash;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The slot sets that claims may use, by target: an immutable value. It is replaced when a backend comes, goes or
 * changes its health or role.
 *
 * <p>A claim starts at a set that a hash of its thread and of the time chooses. Therefore claims share no counter. A
 * thread that claims again within the same millisecond finds the set that is in its processor's cache; over time a
 * thread reaches all sets, in proportion to their weights. All other work of choosing is done when the table is made.
 *
 * <p>If claims may use any backend equally, their route is a plain array: this is the path of most claims.
 */
public final class RoutingTable {
    private static final SlotSet[] NONE = {};

    /** The table of a pool that knows no backend. */
    public static final RoutingTable EMPTY = new RoutingTable(List.of());

    /** The sets that a claim without a target tries first; empty unless it may use any backend equally. */
    private final SlotSet[] first;

    /** The sets that it tries after those, if there are any. */
    private final @Nullable Route rest;

    private final TargetServerType defaultTarget;
    private final Route[] routes = new Route[TargetServerType.values().length];

    /** A table for claims that may use any backend. */
    public RoutingTable(List<SlotSet> sets) {
        this(sets, new RoleWatch(RoutingPolicy.standard()));
    }

    /**
     * A table for the targets that claims have asked for until now. Stores in each set which targets it serves, and in
     * {@code watch} whether a primary is missing.
     */
    public RoutingTable(List<SlotSet> sets, RoleWatch watch) {
        RoleAssignments roles = RoleAssignments.of(sets);
        defaultTarget = watch.policy().target();
        Balance balance = watch.policy().balance();
        List<SlotSet> eligible =
                sets.stream().filter(set -> set.health().eligible()).toList();
        for (TargetServerType target : TargetServerType.values()) {
            routes[target.ordinal()] = watch.uses(target) ? Route.of(target, balance, eligible, roles) : Route.EMPTY;
        }
        setEligibility(sets, roles);
        watch.setPrimaryMissing(eligible.stream().noneMatch(set -> roles.of(set) == Role.PRIMARY));
        boolean anySet = defaultTarget == TargetServerType.ANY && balance == Balance.UNIFORM;
        List<SlotSet> stalled = eligible.stream().filter(SlotSet::stalled).toList();
        List<SlotSet> answering = new ArrayList<>(eligible);
        answering.removeAll(stalled);
        first = anySet ? answering.toArray(NONE) : NONE;
        if (anySet) {
            rest = stalled.isEmpty() ? null : Route.of(defaultTarget, balance, stalled, roles);
        } else {
            rest = route(defaultTarget);
        }
    }

    private void setEligibility(List<SlotSet> sets, RoleAssignments roles) {
        IdentityHashMap<SlotSet, Integer> targets = new IdentityHashMap<>();
        for (TargetServerType target : TargetServerType.values()) {
            route(target).sets().forEach(set -> targets.merge(set, target.bit(), Integer::sum));
        }
        for (SlotSet set : sets) {
            int epoch = roles.observation(set).epoch();
            set.role().setEligibility(new RoutingEligibility(roles.of(set), epoch, targets.getOrDefault(set, 0)));
        }
    }

    private Route route(TargetServerType target) {
        return routes[target.ordinal()];
    }

    /**
     * Claims any free slot for a claim without a target; null if none is free. The caller becomes its holder.
     *
     * @param now the time of the pool's clock in nanoseconds; it may be some milliseconds old
     */
    @Nullable
    public Slot tryClaim(long now) {
        int spread = ThreadHash.current();
        Slot slot = tryClaim(first, spread, now);
        return slot == null && rest != null ? rest.tryClaim(spread, now) : slot;
    }

    private static @Nullable Slot tryClaim(SlotSet[] sets, int spread, long now) {
        int count = sets.length;
        int start = count <= 1 ? 0 : ThreadHash.index(count, ThreadHash.rehash(spread, now));
        for (int i = 0; i < count; i++) {
            int at = start + i;
            Slot slot = sets[at < count ? at : at - count].tryClaim(spread, now);
            if (slot != null) {
                return slot;
            }
        }
        return null;
    }

    /**
     * Claims any free slot of a set that serves {@code target}; null if none is free. The caller becomes its holder.
     */
    @Nullable
    public Slot tryClaim(long now, TargetServerType target) {
        return route(target).tryClaim(ThreadHash.current(), now);
    }

    /** Whether a set that serves any target in use has a free slot. */
    public boolean hasFree() {
        for (Route route : routes) {
            if (route.hasFree()) {
                return true;
            }
        }
        return false;
    }

    /** A free slot for {@code target} in a set that is {@code eligible}; null if none is. The slot is not claimed. */
    @Nullable
    public Slot findFree(TargetServerType target, Predicate<SlotSet> eligible) {
        return route(target).findFree(eligible);
    }

    /** Whether no set serves claims without a target. */
    public boolean isEmpty() {
        return isEmpty(defaultTarget);
    }

    /** Whether no set serves {@code target}. */
    public boolean isEmpty(TargetServerType target) {
        return route(target).isEmpty();
    }

    /** Slots by state, over all sets that serve {@code target}. */
    public SlotCounts counts(TargetServerType target) {
        return route(target).counts();
    }
}
