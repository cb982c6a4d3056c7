package dev.penstock.backends.slots;

import dev.penstock.backends.TargetServerType;

/**
 * The queue of waiters, as the backends see it. Called by status tasks and the supervisor, which hold no lock. Must not
 * block.
 */
public interface SlotListener {
    /** A slot became claimable without a release. Another claim may have taken it already. */
    void slotFree(Slot slot);

    /** Backends came, went or changed their health: the reasons of the waiters may have changed. */
    void routingChanged();

    /** Called by the supervisor at each status interval. */
    default void beat() {}

    /** The number of queued claims. */
    int waiting();

    /** Whether claims for {@code target} are queued. */
    default boolean waitsFor(TargetServerType target) {
        return waiting() > 0;
    }
}
