package dev.penstock.pool.claims;

import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotListener;
import org.jspecify.annotations.Nullable;

/**
 * Passes events of a pool's backends on to its claims, and tells the backends of its waiters. Thread-safe.
 *
 * <p>The claims need the backends, and the backends need a listener. This listener is made first. Until the claims
 * exist, it ignores events: backends that are not started have none that matter.
 */
public final class SlotEvents implements SlotListener {
    private final ClaimQueue queue = new ClaimQueue();
    private volatile @Nullable Claims claims;

    /** Creates the listener of backends that are made next. */
    public SlotEvents() {
        // connected by Claims.create
    }

    ClaimQueue queue() {
        return queue;
    }

    void connect(Claims receiver) {
        claims = receiver;
    }

    @Override
    public void slotFree(Slot slot) {
        Claims receiver = claims;
        if (receiver != null) {
            receiver.slotFree();
        }
    }

    @Override
    public void routingChanged() {
        Claims receiver = claims;
        if (receiver != null) {
            receiver.routingChanged();
        }
    }

    @Override
    public void beat() {
        Claims receiver = claims;
        if (receiver != null) {
            receiver.beat();
        }
    }

    @Override
    public int waiting() {
        return queue.size();
    }

    @Override
    public boolean waitsFor(TargetServerType target) {
        return queue.hasWaiterFor(target);
    }
}
