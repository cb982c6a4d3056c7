package dev.penstock.backends;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slot sets a claim may use: an immutable value, replaced when a backend comes, goes or changes its health.
 *
 * <p>Sets whose status task answers come first; those whose task is stalled serve where the others have nothing free,
 * since a free slot needs no task. Where a claim begins to look is a hash of its thread and of the time, so that
 * choosing shares no counter: a thread that claims again within the same millisecond finds the set that its processor
 * has at hand, and over time it comes to all sets alike.
 */
final class RoutingTable {
    /** The table of a pool that knows no backend. */
    static final RoutingTable EMPTY = new RoutingTable(List.of());

    private final SlotSet[] answering;
    private final SlotSet[] stalled;

    /** The table of those among {@code sets} that may serve. */
    RoutingTable(List<SlotSet> sets) {
        List<SlotSet> first = new ArrayList<>();
        List<SlotSet> last = new ArrayList<>();
        for (SlotSet set : sets) {
            if (set.health().eligible()) {
                (set.stalled() ? last : first).add(set);
            }
        }
        answering = first.toArray(new SlotSet[0]);
        stalled = last.toArray(new SlotSet[0]);
    }

    /** Claims any free slot of any eligible set; null where none is free. Makes the caller its holder. */
    @Nullable
    Slot tryClaim(long now) {
        int spread = Spread.ofThread();
        Slot slot = tryClaim(answering, spread, now);
        return slot == null && stalled.length > 0 ? tryClaim(stalled, spread, now) : slot;
    }

    private static @Nullable Slot tryClaim(SlotSet[] sets, int spread, long now) {
        int count = sets.length;
        int first = count <= 1 ? 0 : Spread.over(count, Spread.ofMoment(spread, now));
        for (int i = 0; i < count; i++) {
            int at = first + i;
            Slot slot = sets[at < count ? at : at - count].tryClaim(spread);
            if (slot != null) {
                return slot;
            }
        }
        return null;
    }

    /** Whether any slot is free that may serve. */
    boolean hasFree() {
        return hasFree(answering) || hasFree(stalled);
    }

    private static boolean hasFree(SlotSet[] sets) {
        for (SlotSet set : sets) {
            if (set.hasFree()) {
                return true;
            }
        }
        return false;
    }

    /** Whether no set may serve. */
    boolean isEmpty() {
        return answering.length == 0 && stalled.length == 0;
    }

    /** Slots by state, over all sets that may serve. */
    SlotCounts counts() {
        SlotCounts sum = SlotCounts.NONE;
        for (SlotSet set : answering) {
            sum = sum.plus(set.counts());
        }
        for (SlotSet set : stalled) {
            sum = sum.plus(set.counts());
        }
        return sum;
    }
}
