package dev.penstock.backends.slots;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.SlotView;
import dev.penstock.backends.StatusWakeUp;
import dev.penstock.waits.CacheLinePadded;
import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.sessions.CloseReason;
import dev.penstock.waits.sessions.OpenReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A commitment to hold one connection to one backend.
 *
 * <p>The thread that moves the slot out of {@link SlotState#UNCLAIMED} owns it. Only the owner touches the connection
 * and the ledger. It uses plain reads and writes, which its next move publishes. The state is the only field that
 * threads compete for.
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

    /** The index of the slot in its set. */
    private volatile int index;

    private volatile boolean condemned;
    /** Whether the connection itself gave a reason for doubt since it was last known to work. */
    private boolean doubted;

    private @Nullable Connection connection;
    private long connectedAt;
    private long freeSince;
    private long provenAt;
    private long bargeCount;

    /** Keep the next object on the heap off this cache line: see {@link CacheLinePadded}. */
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    /** What the status task tracks of this slot. Used under the lock of {@link SlotSetStateMachine}. */
    final SlotTracking tracking = new SlotTracking();

    /**
     * Creates a slot that is CONNECTING.
     *
     * @param ledger the accounts of its claims
     */
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

    /** The process or connection of the server that serves the session; empty if the driver does not tell it. */
    public OptionalInt pid() {
        return set.sessions().pid(ledger);
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

    /** Whether the holder must retire this slot on release. */
    public boolean condemned() {
        return condemned;
    }

    /** Makes the holder retire this slot on release. */
    public void condemn() {
        condemn(CloseReason.EVICTED);
    }

    /** Makes the holder retire this slot on release. The first reason counts. */
    void condemn(CloseReason reason) {
        if (!condemned) {
            tracking.closeReason = reason;
            condemned = true;
        }
    }

    /** When the last use of the connection ended, in nanoseconds of the pool's clock. For the slot's owner. */
    public long freeSince() {
        return freeSince;
    }

    long connectedAt() {
        return connectedAt;
    }

    /** This slot at {@code now}, for any thread: the parts may be out of date. */
    public SlotView view(String backend, long now) {
        SlotState seen = state();
        return new SlotView(
                backend,
                id,
                seen,
                condemned,
                seen == SlotState.UNCLAIMED ? OptionalLong.of(Math.max(0, now - freeSince)) : OptionalLong.empty(),
                seen == SlotState.CLAIMED ? ledger.heldClaim(now) : Optional.empty());
    }

    /** When the connection was last known to work, because it was made or checked. For the slot's owner. */
    public long provenAt() {
        return provenAt;
    }

    /**
     * Whether the slot is free and was not used after {@code moment}. For any thread: the answer may be out of date.
     */
    boolean isIdleSince(long moment) {
        return isFree() && freeSince - moment <= 0;
    }

    /** Notes that the connection worked at {@code now}. For the slot's owner. */
    public void markProven(long now) {
        provenAt = now;
        doubted = false;
    }

    /** Whether the connection itself gave a reason for doubt. For the slot's owner. */
    boolean doubted() {
        return doubted;
    }

    /**
     * Has the connection checked before its next use. For the slot's owner; a call that comes late, after the slot has
     * another owner, costs one check and nothing else.
     */
    public void markDoubted() {
        doubted = true;
    }

    /**
     * How often claims have barged for this slot since it was last handed over. Negative: the number of handovers until
     * the next barge. For the slot's owner.
     */
    public int bargeCount() {
        return (int) bargeCount;
    }

    /** Sets {@link #bargeCount}. For the slot's owner. */
    public void setBargeCount(int times) {
        bargeCount = times;
    }

    void setIndex(int index) {
        this.index = index;
    }

    /** Whether a thread of that bucket used this slot last, of all slots of the set. */
    public boolean isLastUsedBy(int bucket) {
        return set.buckets()[bucket] == index;
    }

    /** Notes that a thread of that bucket uses this slot. */
    public void rememberUseBy(int bucket) {
        int[] buckets = set.buckets();
        SlotAffinity.remember(buckets, bucket, buckets[bucket], index);
    }

    /** The connection, for a thread that does not own the slot. The slot may have lost the connection already. */
    @Nullable
    public Connection peekConnection() {
        return connection;
    }

    /** Whether the slot can be claimed at this moment. */
    boolean isFree() {
        return state == SlotState.UNCLAIMED.ordinal();
    }

    /** Makes the caller the holder, if the slot is free. */
    public boolean tryClaim() {
        return isFree() && move(SlotState.UNCLAIMED, SlotState.CLAIMED);
    }

    /** The holder begins to reset the session. */
    public void beginReset() {
        require(SlotState.CLAIMED, SlotState.RESETTING);
        moveOwned(SlotState.RESETTING);
    }

    /**
     * The holder, whose use of the connection ended at {@code now}, hands the slot to a waiter. The slot stays claimed.
     */
    public void handOver(SlotState from, long now) {
        boolean claimed = from == SlotState.CLAIMED;
        require(from, claimed ? SlotState.RESETTING : SlotState.CLAIMED);
        freeSince = now;
        bargeCount = Math.min(0, bargeCount + 1);
        if (!claimed) {
            moveOwned(SlotState.CLAIMED);
        }
    }

    /**
     * As {@link #handOver}; but a slot whose reset was condemned meanwhile is retired. Returns whether the slot was
     * handed over.
     *
     * <p>The supervisor first condemns a slot and then looks at the state; this method first moves the state and then
     * looks for the mark. Each has a full fence in between. Therefore at least one of them sees the other.
     */
    public boolean tryHandOver(SlotState from, long now) {
        boolean moved = movesToWaiter(from, now);
        if (!moved) {
            set.controller().retire(this, SlotState.CLAIMED);
        }
        return moved;
    }

    /** Hands the slot over. Returns whether the slot was not condemned during its reset. */
    boolean movesToWaiter(SlotState from, long now) {
        handOver(from, now);
        if (from == SlotState.RESETTING) {
            VarHandle.fullFence();
            return !condemned;
        }
        return true;
    }

    /**
     * Condemns a slot whose reset lasts too long, for a thread that does not own the slot. If the result is false, the
     * holder has left the slot, whose connection may serve another claim. If the result is true, no later claim uses
     * the connection: {@link #tryClaim} is a full fence, and each claimant then looks for the mark.
     *
     * @param hold {@link #freeSince} during the hold that the reset ends
     * @return whether that reset is still under way
     */
    boolean condemnReset(long hold) {
        condemn(CloseReason.RESET_FAILED);
        return state() == SlotState.RESETTING && freeSince == hold;
    }

    /** The owner, whose use of the connection ended at {@code now}, makes the slot claimable. */
    public void free(SlotState from, long now) {
        require(from, SlotState.UNCLAIMED);
        freeSince = now;
        moveOwned(SlotState.UNCLAIMED);
    }

    /**
     * As {@link #free}; but a slot that was condemned meanwhile is retired at once, and not left to the status task.
     */
    public void freeOrRetire(SlotState from, long now) {
        free(from, now);
        if (condemned && tryClaim()) {
            set.controller().retire(this, SlotState.CLAIMED);
        }
    }

    /** The owner gives up the connection; the slot connects again. Returns the session to close. */
    ClosingSession reconnect(SlotState from, CloseReason reason) {
        require(from, SlotState.CONNECTING);
        ClosingSession session = set.startClosing(connection());
        set.sessions().closed(reason, ledger);
        connection = null;
        moveOwned(SlotState.CONNECTING);
        record(from, SlotState.CONNECTING);
        return session;
    }

    /** The owner retires the slot, which was condemned. Returns the session to close, if the slot has one. */
    @Nullable
    ClosingSession retire(SlotState from) {
        return retire(from, tracking.closeReason);
    }

    /** The owner retires the slot. Returns the session to close, if the slot has one. */
    @Nullable
    ClosingSession retire(SlotState from, CloseReason reason) {
        require(from, SlotState.RETIRED);
        Connection present = connection;
        ClosingSession session = null;
        if (present != null) {
            session = set.startClosing(present);
            set.sessions().closed(reason, ledger);
        }
        connection = null;
        moveOwned(SlotState.RETIRED);
        record(from, SlotState.RETIRED);
        return session;
    }

    /** A connect attempt succeeded: the slot gets the connection and is claimable. */
    public void connected(Connection fresh, long now) {
        require(SlotState.CONNECTING, SlotState.UNCLAIMED);
        connection = fresh;
        connectedAt = now;
        markProven(now);
        OpenReason reason = tracking.connectedBefore ? OpenReason.REPLACEMENT : OpenReason.GROWTH;
        tracking.connectedBefore = true;
        set.sessions().opened(reason, ledger, set.backend().label(), id, tracking.pid);
        free(SlotState.CONNECTING, now);
        record(SlotState.CONNECTING, SlotState.UNCLAIMED);
    }

    /** The status task, which has checked the connection, makes the slot claimable. */
    void endCheck() {
        free(SlotState.CHECKING, freeSince);
        record(SlotState.CHECKING, SlotState.UNCLAIMED);
    }

    /** Records a move that no claim makes. */
    private void record(SlotState from, SlotState to) {
        set.sessions().moves().add(set.backend().label(), id, from.name(), to.name());
    }

    /** Takes the slot out of the claimants' reach, if it is free: to check, reconnect or retire it. */
    boolean tryCheck() {
        boolean taken = isFree() && move(SlotState.UNCLAIMED, SlotState.CHECKING);
        if (taken) {
            ledger.forgetHolder();
            record(SlotState.UNCLAIMED, SlotState.CHECKING);
        }
        return taken;
    }

    /** Refuses an illegal move before a field changes. The owner is the only thread that moves the slot further. */
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
     * Moves a slot that has an owner. No other thread moves it, so a release store is enough. Without a full fence, the
     * releasing thread may not see at once that a claim waits, or that the slot is condemned. The waiter and the status
     * task therefore look again.
     */
    private void moveOwned(SlotState to) {
        STATE.setRelease(this, (long) to.ordinal());
    }

    /** Moves a slot that any thread may take. Returns whether the slot was in {@code from}, and moved. */
    private boolean move(SlotState from, SlotState to) {
        return STATE.compareAndSet(this, (long) from.ordinal(), (long) to.ordinal());
    }

    @Override
    public String toString() {
        return "slot " + id + " of " + set.backend().label() + " " + state();
    }

    /** The run of the status task that made this slot free last; empty if releases alone made it free. */
    public Optional<StatusWakeUp> offered() {
        return Optional.ofNullable(tracking.offered);
    }
}
