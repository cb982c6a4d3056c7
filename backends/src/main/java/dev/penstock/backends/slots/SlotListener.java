package dev.penstock.backends.slots;

import dev.penstock.backends.TargetServerType;

/**
 * Who hands slots to waiters. Called without a lock held, by a backend's status task or the supervisor; must not block.
 */
public interface SlotListener {
    /** A slot became claimable that no claim released: offer it to a waiter. Anyone may have claimed it meanwhile. */
    void slotFree(Slot slot);

    /** Backends came, went or changed their health: waiters may wait for something else now, or in vain. */
    void routingChanged();

    /** The supervisor looks after the pool: one call a beat, on its thread, which must not be held up. */
    default void beat() {}

    /** Claims that are queued at this moment. */
    int waiting();

    /** Whether claims are queued at this moment that ask for {@code target}. */
    default boolean waitsFor(TargetServerType target) {
        return waiting() > 0;
    }
}
