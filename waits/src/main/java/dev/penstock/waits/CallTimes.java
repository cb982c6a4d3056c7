package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The JDBC calls of the claim that holds a slot: how many ended, what they took, and since when one is under way.
 *
 * <p>Written by one thread at a time, without an atomic instruction; read by any. The sequence is odd while a call is
 * under way and goes up by one at each end of it. The time executed is kept in two cells that take turns, so that
 * what belongs to a sequence number stays as it was until that number has gone.
 */
final class CallTimes extends CacheLinePadded {
    private static final VarHandle SEQUENCE;

    static {
        try {
            SEQUENCE = MethodHandles.lookup().findVarHandle(CallTimes.class, "sequence", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long sequence;
    private long began;
    private long ended;
    private long executedEven;
    private long executedOdd;
    private long longest;

    /** Keeps off what lies behind this object, see {@link CacheLinePadded}. */
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    /** A claim begins at {@code now}; the ledger's version keeps readers out. */
    void reset(long now) {
        if (sequence != 0) {
            SEQUENCE.setOpaque(this, 0L);
            executedEven = 0;
            longest = 0;
        }
        ended = now;
    }

    /** A call goes to the driver; on a clock that is behind, not before the last one came back. */
    void begin(long now) {
        VarHandle.storeStoreFence();
        began = Nanos.later(now, ended);
        SEQUENCE.setRelease(this, sequence + 1);
    }

    /** What a call that came back at {@code now} took. */
    long duration(long now) {
        return Nanos.later(now, began) - began;
    }

    /** The call came back after {@code duration}. */
    void end(long duration) {
        long calls = (sequence + 1) >> 1;
        long executed = executed(calls - 1) + duration;
        if ((calls & 1) == 0) {
            executedEven = executed;
        } else {
            executedOdd = executed;
        }
        ended = began + duration;
        longest = Math.max(longest, duration);
        SEQUENCE.setRelease(this, sequence + 1);
    }

    boolean underWay() {
        return isUnderWay(sequence);
    }

    /** The last moment that a call was noted at: its end, or its begin while it is under way. */
    long lastNoted() {
        return underWay() ? began : ended;
    }

    long calls() {
        return sequence >> 1;
    }

    long executed() {
        return executed(calls());
    }

    long longest() {
        return longest;
    }

    /** For readers: what else they read here belongs to this number if it is still the same afterwards. */
    long sequence() {
        return (long) SEQUENCE.getAcquire(this);
    }

    static boolean isUnderWay(long sequence) {
        return (sequence & 1) != 0;
    }

    /** For readers: when the call began that is under way. */
    long began() {
        return began;
    }

    /** For readers: what the first {@code calls} calls took, where no two more have ended since. */
    long executed(long calls) {
        return (calls & 1) == 0 ? executedEven : executedOdd;
    }
}
