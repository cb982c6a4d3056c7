package dev.penstock.pool.claims;

import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import org.jspecify.annotations.Nullable;

/** The waiters of a {@link ClaimQueue} that take the same slots, the oldest first. Guarded by the queue's lock. */
final class TargetQueue {
    private final @Nullable TargetServerType demand;
    private volatile @Nullable Waiter oldest;
    private @Nullable Waiter newest;
    private @Nullable CoDel codel;

    /** @param demand what their claims ask for; null where they take any slot */
    TargetQueue(@Nullable TargetServerType demand) {
        this.demand = demand;
    }

    /** The number of the line with that demand among all. */
    static int index(@Nullable TargetServerType demand) {
        return demand == null ? 0 : demand.ordinal() + 1;
    }

    @Nullable
    TargetServerType demand() {
        return demand;
    }

    /** Whether its waiters may have the slot; asked by any thread. */
    boolean takes(Slot slot) {
        return slot.set().serves(demand == null ? TargetServerType.ANY : demand);
    }

    /** Read by any thread. */
    @Nullable
    Waiter oldest() {
        return oldest;
    }

    void shedBy(@Nullable CoDel discipline) {
        codel = discipline;
    }

    boolean isShed(Waiter waiter, long now) {
        CoDel discipline = codel;
        return discipline != null && discipline.sheds(now, waiter.age(now), waiter.after == null);
    }

    void addLast(Waiter waiter) {
        link(newest, waiter, null);
    }

    void addFirst(Waiter waiter) {
        link(null, waiter, oldest);
    }

    private void link(@Nullable Waiter before, Waiter waiter, @Nullable Waiter after) {
        waiter.before = before;
        waiter.after = after;
        waiter.queued = true;
        if (before == null) {
            oldest = waiter;
        } else {
            before.after = waiter;
        }
        if (after == null) {
            newest = waiter;
        } else {
            after.before = waiter;
        }
    }

    void remove(Waiter waiter) {
        Waiter before = waiter.before;
        Waiter after = waiter.after;
        waiter.before = null;
        waiter.after = null;
        if (before == null) {
            oldest = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.before = before;
        }
        waiter.queued = false;
    }
}
