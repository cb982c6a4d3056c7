package dev.penstock.pool.claims;

import dev.penstock.backends.Scheduler;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.threads.SystemScheduler;
import org.jspecify.annotations.Nullable;

/**
 * A queued claim. Its links belong to the {@link ClaimQueue} and its lock; its slot is written once, by who hands it
 * over.
 */
final class Waiter {
    private final Scheduler scheduler;
    private final Thread claimant;
    private final long since;
    private final @Nullable TargetServerType demand;
    private final int seat;
    private volatile @Nullable Slot slot;
    private volatile boolean refused;
    /** Somebody freed a slot and told this waiter, which has not looked since. */
    private volatile boolean awake;

    private volatile boolean looksLater;
    private volatile boolean told;
    /** It was told, or was to look, so that others may not have been told. */
    private volatile boolean relied;

    @Nullable
    Waiter before;

    @Nullable
    Waiter after;

    /** The lower, the sooner it is served. */
    long ticket;

    /** How often another was served in its place, since it had the slot last. */
    int passed;

    volatile boolean queued;

    /** Whether nobody waited when it came, so that a slot may have become free without anyone being told. */
    volatile boolean first;

    /** A waiter whose claim began at {@code since}. */
    Waiter(Thread claimant, long since) {
        this(SystemScheduler.INSTANCE, claimant, since, null);
    }

    /**
     * A waiter whose claim began at {@code since} and asks for {@code demand}; null for any slot.
     *
     * @param scheduler what parks its claimant
     */
    Waiter(Scheduler scheduler, Thread claimant, long since, @Nullable TargetServerType demand) {
        this.scheduler = scheduler;
        this.claimant = claimant;
        this.since = since;
        this.demand = demand;
        this.seat = SlotSet.bucketOf(claimant);
    }

    @Nullable
    TargetServerType demand() {
        return demand;
    }

    /** Whether its claimant had the slot last, of all slots of the same backend. */
    boolean had(Slot candidate) {
        return candidate.isLastUsedBy(seat);
    }

    /** Its claimant has the slot from here on. */
    void has(Slot served) {
        served.rememberUseBy(seat);
    }

    /** How much later its claim began than that of {@code other}, in nanoseconds. */
    long later(Waiter other) {
        return since - other.since;
    }

    /** How long its claim has lasted at {@code now}. */
    long age(long now) {
        return now - since;
    }

    /** The slot that was handed over, already claimed for this waiter. */
    @Nullable
    Slot slot() {
        return slot;
    }

    void give(Slot given) {
        slot = given;
    }

    /** Whether the queue has given it up, so that others are served sooner. */
    boolean refused() {
        return refused;
    }

    void refuse() {
        refused = true;
    }

    /** Lets it look for a free slot itself, unless it is about to. */
    void alert() {
        if (!awake) {
            relied = true;
            awake = true;
            wake();
        }
    }

    /** It is about to look: who frees a slot from here on tells it again. */
    void looks() {
        told = false;
        awake = false;
        looksLater = false;
    }

    /** It will look by itself before long, so that nobody needs to tell it. */
    void willLook() {
        relied = true;
        looksLater = true;
    }

    boolean looksLater() {
        return looksLater;
    }

    /** Whether somebody may have left it to this waiter to see to a slot that is free. */
    boolean relied() {
        return relied;
    }

    /** Whether it was woken since it looked: whatever it waited for meanwhile may have used that up. */
    boolean told() {
        return told;
    }

    void wake() {
        told = true;
        if (claimant != Thread.currentThread()) {
            scheduler.unpark(claimant);
        }
    }
}
