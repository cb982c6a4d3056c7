package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A claim as the one who has its connection knows it: who calls, and whether it is over.
 *
 * <p>Who ends the claim says so, once, then looks who calls; who calls says so, then looks whether the claim is
 * over before it notes anything, and is to look so before it goes to the driver: so that one of them sees the
 * other (the mutual exclusion of Th. J. Dekker, as told by E. W. Dijkstra, 1965). Who calls has its call at the
 * driver but for the instants in which it notes the call's begin or end or puts the claim on another slot. So one
 * thread at a time writes the accounts of a slot: the one that notes, as long as the claim lasts, or the one that
 * ended it, which waits for the instant to pass. As JDBC has it, one thread uses a connection at a time; those
 * that call while another does are counted, so that a claim which ends under them is known to have done so.
 */
public abstract class ClaimGuard {
    private static final int SPINS_PER_YIELD = 8;
    private static final byte OPEN = 0;
    private static final byte ENDED = 1;
    private static final byte ENDED_DURING_CALL = 2;
    private static final VarHandle CALLER;
    private static final VarHandle AT_DRIVER;
    private static final VarHandle OTHERS;
    private static final VarHandle STATE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CALLER = lookup.findVarHandle(ClaimGuard.class, "caller", Thread.class);
            AT_DRIVER = lookup.findVarHandle(ClaimGuard.class, "atDriver", boolean.class);
            OTHERS = lookup.findVarHandle(ClaimGuard.class, "others", int.class);
            STATE = lookup.findVarHandle(ClaimGuard.class, "state", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Never written again. Not final, as is no reference of a claim's connection: the fence that follows final fields
     * would cost those of each subclass the collector's barriers. Who is handed a claim is handed it in order.
     */
    private ClaimAttributes attributes;

    /** The thread whose call is under way. */
    private volatile @Nullable Thread caller;
    /** Whether that call is at the driver; if not, the caller notes something. Where nothing is timed, nobody does. */
    private volatile boolean atDriver;

    /** Calls that other threads make while one does. */
    private volatile int others;
    /** Calls within the call; of the thread that calls, whose stack ends sooner than these numbers do. */
    private short nested;

    /** Leaves {@link #OPEN} once, by who ends the claim. */
    private volatile byte state;

    /** A claim, and what else is known of it. */
    protected ClaimGuard(ClaimAttributes attributes) {
        this.attributes = attributes;
    }

    /** The accounts of the slot that is held. */
    protected abstract ClaimLedger ledger();

    /** What else is known of it. */
    public final ClaimAttributes attributes() {
        return attributes;
    }

    /**
     * Ends the claim in its holder's stead; its connection is closed elsewhere. Does nothing where the claim is over.
     *
     * @param reason why, for the log
     */
    public abstract void reclaim(String reason);

    /** Whether the claim lasts. */
    public final boolean isOpen() {
        return state == OPEN;
    }

    /**
     * A JDBC call goes to the driver. Each call of this is followed by one of {@link #endCall}. Calls that overlap
     * are timed as the first of them, nested ones as the outermost.
     *
     * @param clock what calls are timed by; null where they are not
     */
    protected final void beginCall(@Nullable NanoClock clock) {
        Thread current = Thread.currentThread();
        if (clock == null ? begin(current) : noteBegin(clock, current)) {
            goToDriver();
        } else if (caller == current) {
            nested++;
        } else {
            OTHERS.getAndAdd(this, 1);
        }
    }

    private boolean begin(Thread current) {
        return CALLER.compareAndSet(this, null, current);
    }

    /** Where the stack ends here, nobody calls: else whoever ends the claim would wait for a note for ever. */
    private void goToDriver() {
        try {
            AT_DRIVER.setRelease(this, true);
        } catch (Throwable e) {
            caller = null;
            throw e;
        }
    }

    /** False where another call is under way; nothing is noted where the claim is over. */
    private boolean noteBegin(NanoClock clock, Thread current) {
        if (caller != null) {
            return false;
        }
        long now = clock.nanoTime();
        if (!begin(current)) {
            return false;
        }
        try {
            if (isOpen()) {
                ledger().beginCall(now);
            }
        } catch (Throwable e) {
            caller = null;
            throw e;
        }
        return true;
    }

    /** A JDBC call came back. */
    protected final void endCall(@Nullable NanoClock clock) {
        if (caller != Thread.currentThread()) {
            endElsewhere();
        } else if (nested > 0) {
            nested--;
        } else if (clock == null) {
            comeBack();
        } else {
            noteEnd(clock);
        }
    }

    /** Notes nothing where the claim is over: who ended it has done so. */
    private void noteEnd(NanoClock clock) {
        long now = clock.nanoTime();
        atDriver = false;
        try {
            if (isOpen()) {
                ledger().endCall(now);
            }
        } finally {
            comeBack();
        }
    }

    /** As {@link #goToDriver}. */
    private void comeBack() {
        try {
            CALLER.setRelease(this, null);
        } catch (Throwable e) {
            caller = null;
            throw e;
        }
    }

    /** A call that was not the first to begin, or under which the claim ended. */
    private void endElsewhere() {
        if (isOpen()) {
            OTHERS.getAndAdd(this, -1);
        }
    }

    /**
     * The calling thread, whose one call is under way, begins to put the claim on another slot: until {@link #endMove}
     * nobody ends it, and whoever wants to waits. Nothing may be done between the two that can wait or fail.
     *
     * @return false where the claim is over or somebody else uses it; then nothing has begun
     */
    protected final boolean beginMove() {
        if (nested != 0 || others != 0 || caller != Thread.currentThread()) {
            return false;
        }
        atDriver = false;
        boolean lasts = isOpen();
        if (!lasts) {
            atDriver = true;
        }
        return lasts;
    }

    /**
     * The claim is on its other slot.
     *
     * @return whether no other thread's call can have gone to the former one
     */
    protected final boolean endMove() {
        atDriver = true;
        return (int) OTHERS.getAndAdd(this, 0) == 0;
    }

    /** Ends the claim; true for one caller, which from here on has its accounts and its slot for itself. */
    protected final boolean tryEnd() {
        if (!isOpen() || !STATE.compareAndSet(this, OPEN, ENDED)) {
            return false;
        }
        for (int spins = 1; isNoting(caller); spins++) {
            awaitNote(spins);
        }
        if (caller != null || others > 0) {
            STATE.setRelease(this, ENDED_DURING_CALL);
        }
        return true;
    }

    /** Who ends the claim itself, or has ended, does not. */
    private boolean isNoting(@Nullable Thread by) {
        return by != null && !atDriver && by != Thread.currentThread() && by.isAlive();
    }

    /** A few stores of another thread, which may have lost its processor in between. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void awaitNote(int spins) {
        if (spins % SPINS_PER_YIELD == 0) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }

    /** Whether the claim ended while a call of it was at the driver; for who ended it. */
    protected final boolean endedDuringCall() {
        return state == ENDED_DURING_CALL;
    }
}
