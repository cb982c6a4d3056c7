package dev.penstock.pool.claims;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.jdbc.SlotReturn;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.NanoClock;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gives each slot that a claim returns, or that becomes free otherwise, to a waiter or to the free slots. Thread-safe.
 *
 * <p>A returned slot goes to the oldest waiter, unless {@link BargingPolicy} lets it become free for a running thread:
 * if slots are held only for a short time, to wake a thread for each of them costs more than the use of the slot.
 *
 * <p>No method keeps a slot: each slot goes to a waiter, to the free slots, or to the backends.
 */
final class SlotDispatcher implements SlotReturn {
    /** Hold time of a slot that was returned unused: long enough never to be barged. */
    private static final long UNUSED = Long.MAX_VALUE;

    private final Backends backends;
    private final ClaimQueue queue;
    private final ClaimTargets targets;
    private final ClaimGate gate;
    private final NanoClock clock;
    private final BargingPolicy barging;
    private final boolean recording;
    private final @Nullable NanoClock callClock;

    /** Replaced as a whole. */
    private volatile ClaimObserver observer = ClaimObserver.NONE;

    /** The shortest hold that is reported; read by each release, and therefore a copy. */
    private volatile long leastHoldNanos = Long.MAX_VALUE;

    /** The time of the last beat, for a pool that records nothing and reads no clock for a claim. */
    private volatile long lastBeat;

    SlotDispatcher(
            Backends backends,
            ClaimQueue queue,
            ClaimTargets targets,
            ClaimGate gate,
            NanoClock clock,
            PoolSettings.Recording recording) {
        this.backends = backends;
        this.queue = queue;
        this.targets = targets;
        this.gate = gate;
        this.clock = clock;
        this.barging = new BargingPolicy(queue);
        this.recording = recording != PoolSettings.Recording.OFF;
        this.callClock = recording == PoolSettings.Recording.FULL ? clock : null;
        this.lastBeat = clock.nanoTime();
    }

    BargingPolicy barging() {
        return barging;
    }

    ClaimObserver observer() {
        return observer;
    }

    /** Reports claims to {@code fresh} from now on, by its present limits. */
    void setObserver(ClaimObserver fresh) {
        observer = fresh;
        leastHoldNanos = fresh.leastHoldNanos();
    }

    boolean isOpen() {
        return gate.isOpen();
    }

    void beat(long now) {
        lastBeat = now;
        barging.beat();
    }

    @Override
    public long now() {
        return recording ? clock.nanoTime() : lastBeat;
    }

    @Override
    public @Nullable NanoClock callClock() {
        return callClock;
    }

    @Override
    public NanoClock clock() {
        return clock;
    }

    @Override
    public boolean runReset(Slot slot, Runnable reset, Duration limit) {
        return backends.reset(slot, reset, limit);
    }

    @Override
    public boolean records() {
        return recording;
    }

    @Override
    public void unused(Slot slot) {
        released(slot, SlotState.CLAIMED, slot.freeSince(), UNUSED, false);
    }

    /**
     * Returns {@code slot}, or null if the pool is suspended or closed by now; then the slot is returned. A suspension
     * counts the slots that were claimed before this check; therefore no slot is claimed unseen.
     */
    @Nullable
    Slot keepIfOpen(Slot slot) {
        if (gate.isOpen()) {
            return slot;
        }
        unused(slot);
        return null;
    }

    @Override
    public void giveBack(
            Slot slot,
            @Nullable DisconnectCause cause,
            long now,
            long heldNanos,
            boolean used,
            ClaimAttributes attributes) {
        try {
            if (heldNanos >= leastHoldNanos) {
                observer.released(slot, now, attributes);
            }
        } finally {
            SlotReturn.super.giveBack(slot, cause, now, heldNanos, used, attributes);
        }
    }

    @Override
    public void released(Slot slot, SlotState from, long now, long heldNanos, boolean used) {
        if (slot.condemned()) {
            backends.retire(slot, from);
        } else if (queue.isEmpty() || !gate.isOpen() || !handOver(slot, from, now, heldNanos, used)) {
            slot.freeOrRetire(from, now);
            if (!queue.isEmpty()) {
                notifyOldest(slot, precise(now, heldNanos));
            }
        }
    }

    /** The moment of a release at {@code now}, which is not exact if nothing is recorded or the slot was not used. */
    private long precise(long now, long heldNanos) {
        return recording && heldNanos < UNUSED ? now : clock.nanoTime();
    }

    /**
     * Hands the slot to the oldest waiter that may have it, or retires a slot whose reset was given up. Returns false,
     * and changes nothing, if the slot barges.
     */
    private boolean handOver(Slot slot, SlotState from, long now, long heldNanos, boolean used) {
        long precise = precise(now, heldNanos);
        if (barging.allows(slot, precise, heldNanos)) {
            return false;
        }
        if (!slot.tryHandOver(from, now)) {
            return true;
        }
        if (!queue.handOver(slot, precise, used && !barging.isStrict())) {
            slot.freeOrRetire(SlotState.CLAIMED, now);
            if (!queue.isEmpty()) {
                notifyOldest(slot, precise);
            }
        }
        return true;
    }

    @Override
    public void discarded(Slot slot, SlotState from, DisconnectCause cause) {
        backends.discard(slot, from, cause);
    }

    @Override
    public void leftTransaction() {
        backends.sessions().leftTransaction();
    }

    @Override
    public void roleDoubted(Slot slot) {
        backends.doubtRole(slot);
    }

    /** The fence is the releaser's, see {@link Waiter}. A resume that this thread does not see finds the free slot. */
    private void notifyOldest(Slot slot, long now) {
        VarHandle.fullFence();
        if (gate.isOpen()) {
            queue.notifyOldest(slot, now);
        }
    }

    /**
     * Claims a free slot and hands it to the oldest waiter that may have it. Returns false if there is no such slot or
     * no waiter. Returns true, too, if the waiters left meanwhile: the slot is free again, and another look may serve
     * others.
     */
    boolean offerOne() {
        if (!gate.isOpen() || queue.isEmpty()) {
            return false;
        }
        long now = clock.nanoTime();
        Slot slot = targets.tryClaimForWaiter(now);
        if (slot == null || keepIfOpen(slot) == null) {
            return false;
        }
        if (!queue.handOver(slot, now)) {
            slot.freeOrRetire(SlotState.CLAIMED, slot.freeSince());
            notifyOldest(slot, now);
        }
        return true;
    }

    /** Hands free slots to waiters until either are missing. */
    void offerAll() {
        boolean more = true;
        while (more) {
            more = offerOne();
        }
    }

    /**
     * Passes on what a waiter that left was responsible for: a wake-up that was delegated to it, if a slot is still
     * free; and a release that it may have missed when it came to an empty queue.
     */
    void passOnWakeUp(Waiter gone) {
        if (!queue.isEmpty() && (gone.cameToEmptyQueue() || (gone.isDelegated() && backends.hasFreeSlot()))) {
            VarHandle.fullFence();
            if (gate.isOpen()) {
                queue.notifyOldest(clock.nanoTime());
            }
        }
    }
}
