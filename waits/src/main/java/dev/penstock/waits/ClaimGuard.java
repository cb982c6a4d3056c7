package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Guards the end of one claim: a claim ends once, and one thread at a time writes the ledger of its slot.
 *
 * <h2>Words</h2>
 *
 * <ul>
 *   <li>The <b>calling thread</b> has a JDBC call of this claim under way. JDBC lets one thread at a time use a
 *       connection. If several do, the first is the calling thread.
 *   <li>The call is <b>at the driver</b>, except while the calling thread records something: the begin of the call,
 *       its end, or a move of the claim to another slot.
 *   <li>The <b>ending thread</b> closes or reclaims the claim. It can be any thread.
 * </ul>
 *
 * <h2>States</h2>
 *
 * <pre>
 * state               moved by                              meaning
 * OPEN                the constructor                       the claim lasts
 * ENDED               tryEnd, one compare-and-set           the claim is over
 * ENDED_DURING_CALL   tryEnd, if it then finds a call       the claim is over, and a call is still under way
 * </pre>
 *
 * The state only moves down. {@code callingThread} and {@code atDriver} say who may write the ledger, if calls are
 * timed:
 *
 * <pre>
 * callingThread   atDriver   writer of the ledger
 * null            either     the ending thread, if the claim has ended
 * a thread        false      the calling thread; the ending thread waits
 * a thread        true       the ending thread, if the claim has ended
 * </pre>
 *
 * <h2>Invariant</h2>
 *
 * The calling thread and the ending thread never write the ledger at the same time. The calling thread first stores
 * {@code callingThread} (or {@code atDriver = false}) and then reads {@code state}. It records only if the claim is
 * open. The ending thread first stores {@code state} and then reads {@code callingThread} and {@code atDriver}. It
 * waits while the calling thread records. Therefore at least one of the two sees the other: the mutual exclusion of
 * Th. J. Dekker (E. W. Dijkstra, "Cooperating sequential processes", 1965).
 *
 * <h2>Memory ordering</h2>
 *
 * The stores that come before a read of the other side are volatile or a compare-and-set, because such a store is never
 * reordered with a later volatile read. The stores that end a recording, {@code atDriver = true} and {@code
 * callingThread = null}, are releases: the ending thread that reads one of them sees everything that was recorded.
 *
 * <p>If calls are not timed, nothing is recorded for them.
 *
 * <h2>Marked calls</h2>
 *
 * A call that seldom reaches the server is not timed, and costs no fence: it only sets {@code marked}, and then reads
 * {@code state}. Its store may arrive some nanoseconds after the ending thread has looked. The ending thread therefore
 * looks once more after it has reset the session, if the claim left statements open. Both looks wait a moment for the
 * end of a call. A call that begins while another one is marked counts as a call that is not timed.
 */
public abstract class ClaimGuard {
    private static final int SPINS_PER_YIELD = 8;
    private static final int SHORT_WAITS = 20;
    private static final int MARKED_CALL_WAITS = SHORT_WAITS + 100;
    private static final long SHORT_WAIT_NANOS = 10_000;
    private static final long LONG_WAIT_NANOS = 1_000_000;
    private static final byte OPEN = 0;
    private static final byte ENDED = 1;
    private static final byte ENDED_DURING_CALL = 2;
    private static final VarHandle CALLING_THREAD;
    private static final VarHandle AT_DRIVER;
    private static final VarHandle OVERLAPPING_CALLS;
    private static final VarHandle STATE;
    private static final VarHandle MARKED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CALLING_THREAD = lookup.findVarHandle(ClaimGuard.class, "callingThread", Thread.class);
            AT_DRIVER = lookup.findVarHandle(ClaimGuard.class, "atDriver", boolean.class);
            OVERLAPPING_CALLS = lookup.findVarHandle(ClaimGuard.class, "overlappingCalls", int.class);
            STATE = lookup.findVarHandle(ClaimGuard.class, "state", byte.class);
            MARKED = lookup.findVarHandle(ClaimGuard.class, "marked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Written by the constructor only, but not final. A final field makes the constructor end with a fence. After
     * a fence, each reference that a subclass's constructor stores costs a barrier of the garbage collector. The
     * code that hands a claim out publishes it safely.
     */
    private ClaimAttributes attributes;

    /** The thread whose call is under way; null if there is none. */
    private volatile @Nullable Thread callingThread;

    /** Whether the call under way is at the driver. If not, the calling thread records. */
    private volatile boolean atDriver;

    /** The number of calls of other threads that overlap a call of the calling thread and have not ended. */
    private volatile int overlappingCalls;

    /**
     * The number of calls nested in the call under way. Only the calling thread uses this field. A stack has no room
     * for more nested calls than a short counts.
     */
    private short nestedCalls;

    /** OPEN, ENDED or ENDED_DURING_CALL; see the table above. */
    private volatile byte state;

    /** Whether a marked call is under way. */
    private boolean marked;

    /** Creates the guard of an open claim. */
    protected ClaimGuard(ClaimAttributes attributes) {
        this.attributes = attributes;
    }

    /** The ledger of the slot that the claim holds. */
    protected abstract ClaimLedger ledger();

    /** The claim's operation, and the place where it was made. */
    public final ClaimAttributes attributes() {
        return attributes;
    }

    /**
     * Ends the claim without its holder; another thread closes the connection. Does nothing if the claim is over.
     *
     * @param reason the reason, for the log
     */
    public abstract void reclaim(String reason);

    /**
     * Learns that the pool took back the slot of a claim whose guard no thread can reach, and that therefore never ends
     * itself. Does not refer to the guard, and does not throw.
     */
    @FunctionalInterface
    public interface LostClaim {
        /** The pool took the slot back at {@code now}, in nanoseconds of its clock. */
        void takenBack(long now);
    }

    /** What learns that the pool took the slot back. Asked while the guard is reachable. */
    protected LostClaim lostClaim() {
        return now -> {};
    }

    /** Whether the claim has not ended. */
    public final boolean isOpen() {
        return state == OPEN;
    }

    /** Whether a call is under way that {@code thread} makes. */
    final boolean isCalledBy(Thread thread) {
        return thread.equals(callingThread);
    }

    /**
     * Begins a JDBC call. {@link #endCall} follows each call of this method. Overlapping calls are timed as the first
     * of them, nested calls as the outermost.
     *
     * @param clock the clock that times calls; null if they are not timed
     * @param text the SQL that the call executes, a string, or the constant of {@link
     *     dev.penstock.waits.calls.SqlText} for the end of a transaction; null if it executes no known SQL
     */
    protected final void beginCall(@Nullable NanoClock clock, @Nullable Object text) {
        Thread current = Thread.currentThread();
        if (clock == null ? setCallingThread(current) : recordBegin(clock, current, text)) {
            markAtDriver();
        } else if (callingThread == current) {
            nestedCalls++;
        } else {
            OVERLAPPING_CALLS.getAndAdd(this, 1);
        }
    }

    /** False if another call is under way. */
    private boolean setCallingThread(Thread current) {
        return CALLING_THREAD.compareAndSet(this, null, current);
    }

    /** If the stack overflows here, the call ends. Otherwise, the ending thread would wait for this thread for ever. */
    private void markAtDriver() {
        try {
            AT_DRIVER.setRelease(this, true);
        } catch (Throwable e) {
            callingThread = null;
            throw e;
        }
    }

    /** False if another call is under way. Records nothing if the claim is over. */
    private boolean recordBegin(NanoClock clock, Thread current, @Nullable Object text) {
        if (callingThread != null) {
            return false;
        }
        long now = clock.nanoTime();
        if (!setCallingThread(current)) {
            return false;
        }
        try {
            if (isOpen()) {
                ledger().beginCall(now, text);
            }
        } catch (Throwable e) {
            callingThread = null;
            throw e;
        }
        return true;
    }

    /** Ends a JDBC call, after the driver returned. */
    protected final void endCall(@Nullable NanoClock clock) {
        if (callingThread != Thread.currentThread()) {
            endOverlappingCall();
        } else if (nestedCalls > 0) {
            nestedCalls--;
        } else if (clock == null) {
            clearCallingThread();
        } else {
            recordEnd(clock);
        }
    }

    /** Records nothing if the claim is over: the ending thread has recorded the end of this call. */
    private void recordEnd(NanoClock clock) {
        long now = clock.nanoTime();
        atDriver = false;
        try {
            if (isOpen()) {
                ledger().endCall(now);
            }
        } finally {
            clearCallingThread();
        }
    }

    /** If the stack overflows here, a plain store clears the field; see {@link #markAtDriver}. */
    private void clearCallingThread() {
        try {
            CALLING_THREAD.setRelease(this, null);
        } catch (Throwable e) {
            callingThread = null;
            throw e;
        }
    }

    /** Ends a call that overlapped the first one, or a call that outlived its claim. */
    private void endOverlappingCall() {
        if (isOpen()) {
            OVERLAPPING_CALLS.getAndAdd(this, -1);
        }
    }

    /**
     * Begins a call that is not timed: a few stores without a fence. {@link #endMarkedCall} follows each call of this
     * method.
     *
     * @return the value for {@link #endMarkedCall}
     */
    public final boolean beginMarkedCall() {
        if ((boolean) MARKED.getOpaque(this)) {
            beginCall(null, null);
            return false;
        }
        MARKED.setOpaque(this, true);
        return true;
    }

    /**
     * Ends a call that is not timed.
     *
     * @param isMarked the value that {@link #beginMarkedCall} returned
     */
    public final void endMarkedCall(boolean isMarked) {
        if (isMarked) {
            MARKED.setRelease(this, false);
        } else {
            endCall(null);
        }
    }

    /**
     * Begins to move the claim to another slot. The caller is the calling thread, in its only call. The ending thread
     * waits until {@link #endMove}. Therefore the caller does nothing in between that may block or fail.
     *
     * @return false if the claim is over or another thread uses it: then no move has begun
     */
    protected final boolean beginMove() {
        if (nestedCalls != 0 || overlappingCalls != 0 || hasMarkedCall() || callingThread != Thread.currentThread()) {
            return false;
        }
        atDriver = false;
        boolean open = isOpen();
        if (!open) {
            atDriver = true;
        }
        return open;
    }

    /**
     * Ends a move: the claim holds its other slot.
     *
     * @return true if no call of another thread can have reached the former slot's connection
     */
    protected final boolean endMove() {
        atDriver = true;
        return (int) OVERLAPPING_CALLS.getAndAdd(this, 0) == 0 && !hasMarkedCall();
    }

    /**
     * Ends the claim, if it is open.
     *
     * @return true for exactly one caller, which owns the slot and its ledger from now on
     */
    protected final boolean tryEnd() {
        if (!isOpen() || !STATE.compareAndSet(this, OPEN, ENDED)) {
            return false;
        }
        for (int spins = 1; isRecording(callingThread); spins++) {
            awaitRecording(spins);
        }
        if (callingThread != null || overlappingCalls > 0 || hasMarkedCallAfterWait()) {
            STATE.setRelease(this, ENDED_DURING_CALL);
        }
        return true;
    }

    /** Whether to wait for {@code thread}. The ending thread itself and a dead thread would never end a recording. */
    private boolean isRecording(@Nullable Thread thread) {
        return thread != null && !atDriver && thread != Thread.currentThread() && thread.isAlive();
    }

    /** A recording is a few stores, but its thread can lose its processor in between. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void awaitRecording(int spins) {
        if (spins % SPINS_PER_YIELD == 0) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }

    private boolean hasMarkedCall() {
        return (boolean) MARKED.getAcquire(this);
    }

    /**
     * Whether a marked call is under way and goes on for about 100 ms. Most marked calls last microseconds, such as the
     * close of a statement. Their end is awaited, so that they do not cost the session. An interrupt does not shorten
     * the wait, and stays set.
     */
    public final boolean hasMarkedCallAfterWait() {
        return hasMarkedCall() && markedCallOutlastsWait();
    }

    /** A thread whose interrupt flag is set does not park. */
    private boolean markedCallOutlastsWait() {
        boolean interrupted = false;
        try {
            for (int i = 0; i < MARKED_CALL_WAITS; i++) {
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(this, i < SHORT_WAITS ? SHORT_WAIT_NANOS : LONG_WAIT_NANOS);
                // The first look without a mark decides: a later mark is that of another call.
                if (!hasMarkedCall()) {
                    return false;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the claim ended while a call was under way. Only the ending thread asks. */
    protected final boolean endedDuringCall() {
        return state == ENDED_DURING_CALL;
    }
}
