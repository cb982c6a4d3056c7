package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The times of the JDBC calls of the current claim of a slot: ended calls, their time, and the begin of the call under
 * way.
 *
 * <p>One thread at a time writes it, without an atomic read-modify-write instruction; any thread reads it. The sequence
 * number goes up by one at the begin and at the end of each call, so that it is odd while a call is under way. The
 * executed time alternates between two cells, for even and for odd numbers of ended calls: the time of n calls stays
 * unchanged until call n + 2 ends.
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

    /** Padding; see {@link CacheLinePadded}. */
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    /** Prepares for a claim that begins at {@code now}. The ledger's version keeps readers out. */
    void reset(long now) {
        if (sequence != 0) {
            SEQUENCE.setOpaque(this, 0L);
            executedEven = 0;
            longest = 0;
        }
        ended = now;
    }

    /** Begins a call at {@code now}, or at the end of the last call if that is later: clocks of threads can differ. */
    void begin(long now) {
        VarHandle.storeStoreFence();
        began = Nanos.later(now, ended);
        SEQUENCE.setRelease(this, sequence + 1);
    }

    /** The duration of the call under way, if it ends at {@code now}. */
    long duration(long now) {
        return Nanos.later(now, began) - began;
    }

    /** Ends the call under way after {@code duration}. */
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

    /** The begin of the call under way; if there is none, the end of the last call or the begin of the claim. */
    long lastRecorded() {
        return lastRecorded(sequence);
    }

    /** The same for a reader whose sequence number is {@code seen}. */
    long lastRecorded(long seen) {
        return isUnderWay(seen) ? began : ended;
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

    /** The sequence number. Values that a reader reads belong to it if the number is the same afterwards. */
    long sequence() {
        return (long) SEQUENCE.getAcquire(this);
    }

    static boolean isUnderWay(long sequence) {
        return (sequence & 1) != 0;
    }

    /** The begin of the call under way. */
    long beginNanos() {
        return began;
    }

    /** The time of the first {@code calls} calls; wrong if two more calls have ended. */
    long executed(long calls) {
        return (calls & 1) == 0 ? executedEven : executedOdd;
    }
}
