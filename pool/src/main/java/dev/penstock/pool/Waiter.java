package dev.penstock.pool;

import dev.penstock.backends.Slot;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A queued claim. Its links belong to the {@link ClaimQueue} and its lock; its slot is written once, by who hands it
 * over.
 */
final class Waiter {
    private final Thread claimant;
    private volatile @Nullable Slot slot;

    @Nullable
    Waiter before;

    @Nullable
    Waiter after;

    boolean queued;

    Waiter(Thread claimant) {
        this.claimant = claimant;
    }

    /** The slot that was handed over, already claimed for this waiter. */
    @Nullable
    Slot slot() {
        return slot;
    }

    void give(Slot given) {
        slot = given;
    }

    void wake() {
        LockSupport.unpark(claimant);
    }
}
