package dev.penstock.backends.routing;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.threads.ThreadHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Slot sets that are equally good for a claim: one tier of a {@link Route}. A claim starts at one of them, chosen by
 * weight, and tries the others in circular order. Immutable.
 */
final class RoutingTier {
    private final SlotSet[] sets;
    /** Chooses the start by weight; null if all weights are equal. */
    private final @Nullable AliasTable starts;

    private RoutingTier(List<SlotSet> sets, @Nullable AliasTable starts) {
        this.sets = sets.toArray(new SlotSet[0]);
        this.starts = starts;
    }

    /** A tier in which claims start at each set equally often. */
    static RoutingTier even(List<SlotSet> sets) {
        return new RoutingTier(sets, null);
    }

    /**
     * A tier in which claims start at each set in proportion to its weight. Weight 0 counts as a hundredth of weight 1:
     * RFC 2782 asks for a very small chance.
     */
    static RoutingTier weighted(List<SlotSet> sets) {
        long[] weights = sets.stream()
                .mapToLong(set -> Math.max(1, set.backend().weight() * 100L))
                .toArray();
        boolean equal = true;
        for (long weight : weights) {
            equal &= weight == weights[0];
        }
        return new RoutingTier(sets, equal ? null : new AliasTable(weights));
    }

    SlotSet[] sets() {
        return sets;
    }

    /**
     * Claims any free slot of a set that serves {@code target}; null if none is free.
     *
     * <p>The role of a backend can change while its slot is claimed. Therefore the set is asked again after the claim,
     * and the slot is released if the set no longer serves the target.
     */
    @Nullable
    Slot tryClaim(TargetServerType target, int spread, long now) {
        int count = sets.length;
        int moment = ThreadHash.rehash(spread, now);
        int first = starts == null ? ThreadHash.index(count, moment) : starts.choose(moment);
        for (int i = 0; i < count; i++) {
            int at = first + i;
            SlotSet set = sets[at < count ? at : at - count];
            Slot slot = set.serves(target) ? set.tryClaim(spread, now) : null;
            if (slot != null && set.serves(target)) {
                return slot;
            }
            if (slot != null) {
                release(slot);
            }
        }
        return null;
    }

    /** Frees a slot that was claimed in vain. */
    static void release(Slot slot) {
        slot.freeOrRetire(SlotState.CLAIMED, slot.freeSince());
    }
}
