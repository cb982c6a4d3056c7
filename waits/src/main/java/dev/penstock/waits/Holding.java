package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A claim as the one who has its connection knows it: who calls, and whether it is over.
 *
 * <p>One word tells all of that: null while the claim lasts and nobody calls, the thread whose call is at the driver,
 * {@link #NOTING} for the instants in which that thread notes a call's begin or end or puts the claim on another slot,
 * or {@link #OVER}. So one thread at a time writes the accounts of a slot: the one that notes, or the one that ended
 * the claim, which waits for the instant to pass. As JDBC has it, one thread uses a connection at a time; those that
 * call while another does are counted, so that a claim which ends under them is known to have done so.
 */
public abstract class Holding {
    private static final Object OVER = new Object();
    private static final Object NOTING = new Object();
    private static final int SPINS_PER_YIELD = 8;
    private static final VarHandle USE;
    private static final VarHandle OTHERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            USE = lookup.findVarHandle(Holding.class, "use", Object.class);
            OTHERS = lookup.findVarHandle(Holding.class, "others", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Never written again. Not final, as is no reference of a claim's connection: the fence that follows final fields
     * would cost those of each subclass the collector's barriers. Who is handed a claim is handed it in order.
     */
    private ClaimNotes notes;

    private volatile @Nullable Object use;
    /** Calls that other threads make while one does. */
    private volatile int others;
    /** Calls within the call; of the thread that calls. */
    private int nested;

    private boolean cutOff;

    /** A claim, and what else is known of it. */
    protected Holding(ClaimNotes notes) {
        this.notes = notes;
    }

    /** The accounts of the slot that is held. */
    protected abstract ClaimLedger ledger();

    /** What else is known of it. */
    public final ClaimNotes notes() {
        return notes;
    }

    /**
     * Ends the claim in its holder's stead; its connection is closed elsewhere. Does nothing where the claim is over.
     *
     * @param reason why, for the log
     */
    public abstract void reclaim(String reason);

    /** Whether the claim lasts. */
    public final boolean isOpen() {
        return use != OVER;
    }

    /**
     * A JDBC call goes to the driver. Each call of this is followed by one of {@link #callEnds}. Calls that overlap
     * are timed as the first of them, nested ones as the outermost.
     *
     * @param clock what calls are timed by; null where they are not
     */
    protected final void callBegins(@Nullable NanoClock clock) {
        Thread caller = Thread.currentThread();
        if (clock == null ? USE.compareAndSet(this, null, caller) : noteBegin(clock, caller)) {
            return;
        }
        if (use == caller) {
            nested++;
        } else {
            OTHERS.getAndAdd(this, 1);
        }
    }

    /** False, and nothing is noted, where another call is under way or the claim is over. */
    private boolean noteBegin(NanoClock clock, Thread caller) {
        if (use != null) {
            return false;
        }
        long now = clock.nanoTime();
        if (!USE.compareAndSet(this, null, NOTING)) {
            return false;
        }
        try {
            ledger().callBegins(now);
            USE.setRelease(this, caller);
        } catch (Throwable e) {
            use = null;
            throw e;
        }
        return true;
    }

    /** A JDBC call came back. */
    protected final void callEnds(@Nullable NanoClock clock) {
        Thread caller = Thread.currentThread();
        if (use != caller) {
            endElsewhere();
        } else if (nested > 0) {
            nested--;
        } else if (clock == null) {
            USE.compareAndSet(this, caller, null);
        } else {
            noteEnd(clock, caller);
        }
    }

    /** Notes nothing where the claim is over: who ended it has done so. */
    private void noteEnd(NanoClock clock, Thread caller) {
        long now = clock.nanoTime();
        if (!USE.compareAndSet(this, caller, NOTING)) {
            return;
        }
        try {
            ledger().callEnds(now);
            USE.setRelease(this, null);
        } catch (Throwable e) {
            use = null;
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
     * The calling thread, whose one call is under way, begins to put the claim on another slot: until {@link #moved}
     * nobody ends it, and whoever wants to waits. Nothing may be done between the two that can wait or fail.
     *
     * @return false where the claim is over or somebody else uses it; then nothing has begun
     */
    protected final boolean moves() {
        return nested == 0 && others == 0 && USE.compareAndSet(this, Thread.currentThread(), NOTING);
    }

    /**
     * The claim is on its other slot.
     *
     * @return whether no other thread's call can have gone to the former one
     */
    protected final boolean moved() {
        use = Thread.currentThread();
        return (int) OTHERS.getAndAdd(this, 0) == 0;
    }

    /** Ends the claim; true for one caller, which from here on has its accounts and its slot for itself. */
    protected final boolean end() {
        if (USE.compareAndSet(this, null, OVER)) {
            cutOff = others > 0;
            return true;
        }
        return endUnderWay();
    }

    private boolean endUnderWay() {
        Object seen = use;
        for (int spins = 1; seen != OVER; spins++) {
            if (seen == NOTING) {
                awaitNote(spins);
            } else if (USE.compareAndSet(this, seen, OVER)) {
                cutOff = seen != null || others > 0;
                return true;
            }
            seen = use;
        }
        return false;
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
    protected final boolean cutOff() {
        return cutOff;
    }
}
