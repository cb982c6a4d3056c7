package dev.penstock.waits;

import dev.penstock.waits.calls.RecordedCall;
import dev.penstock.waits.calls.SlowCalls;
import dev.penstock.waits.calls.SqlText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The times of the JDBC calls of the current claim of a slot: ended calls, their time, and the begin of the call under
 * way.
 *
 * <p>One thread at a time writes it, without an atomic read-modify-write instruction; any thread reads it. The sequence
 * number goes up by one at the begin and at the end of each call, so that it is odd while a call is under way. The
 * executed time alternates between two cells, for even and for odd numbers of ended calls: the time of n calls stays
 * unchanged until call n + 2 ends.
 *
 * <p>A reader that sees a call under way sees its text. For some nanoseconds before a call begins, its text is already
 * that of the call that ended last.
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

    /**
     * The SQL of the call under way, or of the last call: a string, or a {@link SqlText} if it is long or ends a
     * transaction; null if the call executes no known SQL. It is written only if it changes, because a reference stored
     * in an old object costs a fence in the collector's barrier.
     */
    private @Nullable Object sql;

    /** The last slow calls of the slot; null before the first one. */
    private @Nullable SlowCalls slow;

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

    /** The text of the call under way; null if it executes no SQL. Belongs to a sequence number. */
    @Nullable
    SqlText text() {
        Object noted = sql;
        return noted == null ? null : SqlText.of(noted);
    }

    /**
     * Begins a call at {@code now}, or at the end of the last call if that is later: clocks of threads can differ.
     *
     * @param text the SQL that the call executes, a string, or the constant of {@link SqlText} for the end of a
     *     transaction; null if it executes no known SQL
     */
    @SuppressWarnings("ReferenceEquality") // an equal text that is another object costs no more than a new one
    void begin(long now, @Nullable Object text) {
        VarHandle.storeStoreFence();
        if (text != sql) {
            note(text);
        }
        began = Nanos.later(now, ended);
        SEQUENCE.setRelease(this, sequence + 1);
    }

    /** Not part of {@link #begin}, so that the compiler keeps a call of a statement small, and inlines it. */
    private void note(@Nullable Object text) {
        sql = text instanceof String sqlText ? SqlText.keep(sqlText) : text;
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
        if (duration >= SlowCalls.LEAST_NANOS) {
            addSlow(duration);
        }
        ended = began + duration;
        longest = Math.max(longest, duration);
        SEQUENCE.setRelease(this, sequence + 1);
    }

    private void addSlow(long duration) {
        SlowCalls before = slow;
        if (before == null) {
            before = new SlowCalls();
            slow = before;
        }
        before.add(text(), began, duration);
    }

    /** The slow calls that began from {@code from} to {@code to}, of the claim that began at {@code claimBegan}. */
    List<RecordedCall> slow(long from, long to, long claimBegan) {
        SlowCalls seen = slow;
        return seen == null ? List.of() : seen.between(from, to, claimBegan);
    }

    /**
     * The slow calls of the claim that was handed over at {@code from}, and its last call, which may be under way.
     *
     * @param seen the sequence number of the reader
     * @param now the moment up to which a call under way lasts
     */
    List<RecordedCall> shown(long seen, long from, long now, long claimBegan) {
        boolean underWay = isUnderWay(seen);
        if (seen == 0) {
            return List.of();
        }
        long nanos = Math.max(0, (underWay ? now : ended) - began);
        List<RecordedCall> slowOnes = slow(from, now, claimBegan);
        if (!underWay && nanos >= SlowCalls.LEAST_NANOS && !slowOnes.isEmpty()) {
            return slowOnes;
        }
        List<RecordedCall> calls = new ArrayList<>(slowOnes);
        calls.add(new RecordedCall(Optional.ofNullable(text()), began - claimBegan, nanos, underWay));
        return calls;
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
