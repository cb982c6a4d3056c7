package dev.penstock.pool.claims;

import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import org.jspecify.annotations.Nullable;

/**
 * The waiters of a {@link ClaimQueue} with the same target, the oldest first. Guarded by the queue's lock, except the
 * two methods that any thread may call.
 */
final class TargetQueue {
    private final TargetServerType served;
    private volatile @Nullable Waiter oldest;
    private @Nullable Waiter newest;
    private @Nullable CoDel codel;

    /**
     * An empty queue.
     *
     * @param target the target of the waiters; null for waiters without a target
     */
    TargetQueue(@Nullable TargetServerType target) {
        this.served = target == null ? TargetServerType.ANY : target;
    }

    /** The index of the queue for {@code target} among all queues of a pool. */
    static int index(@Nullable TargetServerType target) {
        return target == null ? 0 : target.ordinal() + 1;
    }

    /** Whether the waiters may have the slot. Any thread may call this method. */
    boolean mayHave(Slot slot) {
        return slot.set().serves(served);
    }

    /** The oldest waiter; null if there is none. Any thread may call this method. */
    @Nullable
    Waiter oldest() {
        return oldest;
    }

    /** Sheds waiters by {@code discipline} from now on; null sheds none. */
    void setShedding(@Nullable CoDel discipline) {
        codel = discipline;
    }

    /** Whether the waiter is to be shed instead of served. */
    boolean mustShed(Waiter waiter, long now) {
        CoDel discipline = codel;
        return discipline != null && discipline.sheds(now, waiter.age(now), waiter.next == null);
    }

    void addLast(Waiter waiter) {
        link(newest, waiter, null);
    }

    void addFirst(Waiter waiter) {
        link(null, waiter, oldest);
    }

    private void link(@Nullable Waiter previous, Waiter waiter, @Nullable Waiter next) {
        waiter.previous = previous;
        waiter.next = next;
        if (previous == null) {
            oldest = waiter;
        } else {
            previous.next = waiter;
        }
        if (next == null) {
            newest = waiter;
        } else {
            next.previous = waiter;
        }
    }

    void remove(Waiter waiter) {
        Waiter previous = waiter.previous;
        Waiter next = waiter.next;
        waiter.previous = null;
        waiter.next = null;
        if (previous == null) {
            oldest = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            newest = previous;
        } else {
            next.previous = previous;
        }
    }
}
