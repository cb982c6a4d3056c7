package dev.penstock.backends.slots;

import dev.penstock.backends.SlotState;
import dev.penstock.waits.CacheLinePadded;
import dev.penstock.waits.ClaimLedger;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A commitment to hold one connection to one backend.
 *
 * <p>Whoever moved the slot out of {@link SlotState#UNCLAIMED} owns it: only the owner touches its connection and
 * ledger, with plain reads and writes that the next move publishes. The state is the only word that threads compete
 * for.
 */
public final class Slot extends CacheLinePadded {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Slot.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long id;
    private final SlotSet set;
    private final ClaimLedger ledger;
    /** The ordinal of a {@link SlotState}: unlike a reference, it is written without a collector's barrier. */
    private volatile long state = SlotState.CONNECTING.ordinal();

    /** Where it is among the slots of its set. */
    private volatile int place;

    private volatile boolean condemned;
    private @Nullable Connection connection;
    private long connectedAt;
    private long freeSince;
    private long provenAt;
    private long bargeCount;

    /** Keeps off what lies behind this object, see {@link CacheLinePadded}. */
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    /** What the status task knows of this slot; under its lock. */
    final SlotTracking tracking = new SlotTracking();

    public Slot(long id, SlotSet set, ClaimLedger ledger) {
        this.id = id;
        this.set = set;
        this.ledger = ledger;
    }

    /** The ID of this slot; it survives reconnects. */
    public long id() {
        return id;
    }

    /** The slots of the same backend. */
    public SlotSet set() {
        return set;
    }

    /** The accounts of this slot's claims. */
    public ClaimLedger ledger() {
        return ledger;
    }

    /** The state at this moment. */
    public SlotState state() {
        return SlotState.of((int) state);
    }

    /**
     * The connection, for the slot's owner.
     *
     * @throws IllegalStateException if the slot has none
     */
    public Connection connection() {
        Connection held = connection;
        if (held == null) {
            throw new IllegalStateException("slot " + id + " is " + state() + " and has no connection");
        }
        return held;
    }

    /** Whether the holder is to retire this slot on release. */
    public boolean condemned() {
        return condemned;
    }

    /** The slot is not to be claimed again once its holder releases it. */
    public void condemn() {
        condemned = true;
    }

    /** Since when nobody has used the connection, in nanoseconds of the pool's clock; for the slot's owner. */
    public long freeSince() {
        return freeSince;
    }

    long connectedAt() {
        return connectedAt;
    }

    /** When the connection was last known to work, having been made or checked. */
    long provenAt() {
        return provenAt;
    }

    /** The owner has seen at {@code now} that the connection works. */
    public void markProven(long now) {
        provenAt = now;
    }

    /**
     * How often it has passed those who waited since it was last handed over; negative where it is to be handed over so
     * often before it passes any again. For the slot's owner.
     */
    public int bargeCount() {
        return (int) bargeCount;
    }

    /** It has passed them so often, or is not to; for the slot's owner. */
    public void setBargeCount(int times) {
        bargeCount = times;
    }

    void place(int now) {
        place = now;
    }

    /** Whether a thread on that bucket had it last, of all slots of its set. */
    public boolean isLastUsedBy(int bucket) {
        return set.buckets()[bucket] == place;
    }

    /** A thread on that bucket has it from here on. */
    public void rememberUseBy(int bucket) {
        int[] buckets = set.buckets();
        SlotAffinity.remember(buckets, bucket, buckets[bucket], place);
    }

    /** The connection, as somebody sees it who does not own the slot: it may be gone by then. */
    @Nullable
    public Connection connectionOfAnother() {
        return connection;
    }

    /** Whether anyone may claim it at this moment. */
    boolean isFree() {
        return state == SlotState.UNCLAIMED.ordinal();
    }

    /** Makes the caller the holder, if the slot is free. */
    public boolean tryClaim() {
        return isFree() && move(SlotState.UNCLAIMED, SlotState.CLAIMED);
    }

    /** The holder begins to reset the session. */
    public void resetting() {
        require(SlotState.CLAIMED, SlotState.RESETTING);
        owned(SlotState.RESETTING);
    }

    /** The holder, whose use of the connection ended at {@code now}, hands the slot to a waiter; it stays claimed. */
    public void handOver(SlotState from, long now) {
        boolean claimed = from == SlotState.CLAIMED;
        require(from, claimed ? SlotState.RESETTING : SlotState.CLAIMED);
        freeSince = now;
        bargeCount = Math.min(0, bargeCount + 1);
        if (!claimed) {
            owned(SlotState.CLAIMED);
        }
    }

    /** The owner, whose use of the connection ended at {@code now}, makes the slot claimable. */
    public void free(SlotState from, long now) {
        require(from, SlotState.UNCLAIMED);
        freeSince = now;
        owned(SlotState.UNCLAIMED);
    }

    /** The owner gives the connection away; the slot wants another. Returns what is to be closed. */
    ClosingSession reconnect(SlotState from) {
        require(from, SlotState.CONNECTING);
        ClosingSession gone = set.startClosing(connection());
        connection = null;
        owned(SlotState.CONNECTING);
        return gone;
    }

    /** The owner retires the slot. Returns what is to be closed, if it has a connection. */
    @Nullable
    ClosingSession retire(SlotState from) {
        require(from, SlotState.RETIRED);
        Connection last = connection;
        ClosingSession gone = last == null ? null : set.startClosing(last);
        connection = null;
        owned(SlotState.RETIRED);
        return gone;
    }

    /** The attempt succeeded: the slot has a connection and is claimable. */
    public void connected(Connection fresh, long now) {
        require(SlotState.CONNECTING, SlotState.UNCLAIMED);
        connection = fresh;
        connectedAt = now;
        provenAt = now;
        free(SlotState.CONNECTING, now);
    }

    /** Takes a free slot out of the claimants' reach, if it is free: to check, reconnect or retire it. */
    boolean tryCheck() {
        boolean taken = isFree() && move(SlotState.UNCLAIMED, SlotState.CHECKING);
        if (taken) {
            ledger.forgetHolder();
        }
        return taken;
    }

    /**
     * Refuses a move before anything of the slot is touched: only its owner may go on, so that the state stays as
     * seen.
     */
    private void require(SlotState from, SlotState to) {
        if (!from.canBecome(to)) {
            throw new IllegalStateException("slot " + id + ": no move leads from " + from + " to " + to);
        }
        if (state != from.ordinal()) {
            throw new IllegalStateException(
                    "slot " + id + " cannot move from " + from + " to " + to + ": it is " + state());
        }
    }

    /**
     * The owner's move needs no comparison, since nobody else moves a slot that has an owner, and no fence: who frees
     * a slot may thus not see at once that somebody waits, or that it was condemned. A waiter that found nobody before
     * it looks again for that reason, and so does the status task.
     */
    private void owned(SlotState to) {
        STATE.setRelease(this, (long) to.ordinal());
    }

    /**
     * Takes a slot that anybody may take.
     *
     * @return whether the slot was in {@code from}, and so moved
     */
    private boolean move(SlotState from, SlotState to) {
        return STATE.compareAndSet(this, (long) from.ordinal(), (long) to.ordinal());
    }

    @Override
    public String toString() {
        return "slot " + id + " of " + set.backend().label() + " " + state();
    }
}
