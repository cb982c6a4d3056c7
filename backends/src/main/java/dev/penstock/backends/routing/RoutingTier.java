package dev.penstock.backends.routing;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.slots.ThreadHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Slot sets that are as good as each other, or nearly so: a claim begins at one of them and goes round. Immutable. */
final class RoutingTier {
    private final SlotSet[] sets;
    private final @Nullable AliasTable odds;

    private RoutingTier(List<SlotSet> sets, @Nullable AliasTable odds) {
        this.sets = sets.toArray(new SlotSet[0]);
        this.odds = odds;
    }

    /** Claims begin at each alike. */
    static RoutingTier even(List<SlotSet> sets) {
        return new RoutingTier(sets, null);
    }

    /** Claims begin at each by its weight; one of weight 0 gets a hundredth of the least, as RFC 2782 suggests. */
    static RoutingTier weighted(List<SlotSet> sets) {
        long[] weights = sets.stream()
                .mapToLong(set -> Math.max(1, set.backend().weight() * 100L))
                .toArray();
        boolean alike = true;
        for (long weight : weights) {
            alike &= weight == weights[0];
        }
        return new RoutingTier(sets, alike ? null : new AliasTable(weights));
    }

    SlotSet[] sets() {
        return sets;
    }

    /**
     * Claims any free slot of a set that serves {@code target}; null where none is free. A backend that says, while its
     * slot is taken, that it does not serve any more is news, for which whoever waits is looked after.
     */
    @Nullable
    Slot tryClaim(TargetServerType target, int spread, long now) {
        int count = sets.length;
        int moment = ThreadHash.rehash(spread, now);
        int first = odds == null ? ThreadHash.index(count, moment) : odds.choose(moment);
        for (int i = 0; i < count; i++) {
            int at = first + i;
            SlotSet set = sets[at < count ? at : at - count];
            Slot slot = set.serves(target) ? set.tryClaim(spread) : null;
            if (slot != null && set.serves(target)) {
                return slot;
            }
            if (slot != null) {
                giveBack(slot);
            }
        }
        return null;
    }

    /** A slot that was condemned meanwhile goes: nobody else looks after it any more. */
    static void giveBack(Slot slot) {
        slot.free(SlotState.CLAIMED, slot.freeSince());
        if (slot.condemned() && slot.tryClaim()) {
            slot.set().controller().retire(slot, SlotState.CLAIMED);
        }
    }
}
