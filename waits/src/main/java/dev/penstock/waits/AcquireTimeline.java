package dev.penstock.waits;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The acquire of one claim that met no free slot at once, split by wait reason.
 *
 * <p>A cursor runs from the claim's begin to its end. Each interval begins at the end of the interval before it and is
 * charged to one reason; therefore the reasons add up to the acquire. Only the claimant uses it.
 */
public final class AcquireTimeline {
    private static final int FIRST = WaitEvent.CLAIM_WAIT_SLOT.ordinal();
    private static final WaitEvent[] EVENTS = WaitEvent.values();

    private final WaitAccounts accounts;
    private final long claimId;
    private final long began;
    /** Nanoseconds of each reason. The index is its distance from the first reason, because reasons are adjacent. */
    private final long[] spent = new long[WaitEvent.CLAIM_VALIDATE.ordinal() - FIRST + 1];

    /** A bit for each reason that occurred. */
    private int charged;

    private @Nullable ReasonTimeline queue;
    private ReasonTimeline.@Nullable Span queuedIn;
    private long cursor;
    private long accounted;

    AcquireTimeline(WaitAccounts accounts, long claimId, long began) {
        this.accounts = accounts;
        this.claimId = claimId;
        this.began = began;
        this.cursor = began;
    }

    /** The claim's ID. */
    public long claimId() {
        return claimId;
    }

    /** The claim's printed ID. */
    public String claim() {
        return accounts.ids().format(claimId);
    }

    /** The entry of {@code getConnection()}, in nanoseconds of the pool's clock. */
    public long beginNanos() {
        return began;
    }

    /** The moment up to which the acquire is accounted for. */
    public long cursor() {
        return cursor;
    }

    /** The sum of all reasons so far, in nanoseconds. */
    long accountedNanos() {
        return accounted;
    }

    /** The nanoseconds of each reason so far, unmodifiable. */
    public Map<WaitEvent, Long> reasons() {
        Map<WaitEvent, Long> reasons = new EnumMap<>(WaitEvent.class);
        for (int i = 0; i < spent.length; i++) {
            if ((charged & (1 << i)) != 0) {
                reasons.put(EVENTS[FIRST + i], spent[i]);
            }
        }
        return Collections.unmodifiableMap(reasons);
    }

    /**
     * Begins a wait in a queue, at the cursor; {@code timeline} has its reasons. {@link #dequeue} follows each call of
     * this method.
     *
     * @throws IllegalStateException if the claim is queued already
     */
    public void enqueue(ReasonTimeline timeline) {
        if (queue != null) {
            throw new IllegalStateException("claim " + claim() + " is queued already");
        }
        queue = timeline;
        queuedIn = timeline.enter();
    }

    /**
     * Ends the wait in the queue. The time between the cursor and {@code now} is charged to the queue's reasons. A
     * {@code now} before the cursor counts as the cursor.
     *
     * @throws IllegalStateException if the claim is not queued
     */
    public void dequeue(long now) {
        ReasonTimeline left = queue;
        ReasonTimeline.Span span = queuedIn;
        if (left == null || span == null) {
            throw new IllegalStateException("claim " + claim() + " is not queued");
        }
        queue = null;
        queuedIn = null;
        left.leave();
        while (true) {
            ReasonTimeline.Span next = span.next;
            if (next == null || !Nanos.isAfter(now, next.since)) {
                spend(span.reason, now);
                return;
            }
            if (Nanos.isAfter(next.since, cursor)) {
                spend(span.reason, next.since);
            }
            span = next;
        }
    }

    /** Charges the time between the cursor and {@code now} to the validation of a connection of {@code backend}. */
    public void recordValidation(String backend, long now) {
        accounts.meters().meter(WaitEvent.CLAIM_VALIDATE, backend).record(now - cursor);
        advance(WaitEvent.CLAIM_VALIDATE, now);
    }

    private void spend(WaitEvent reason, long until) {
        accounts.meters().meter(reason).record(until - cursor);
        advance(reason, until);
    }

    private void advance(WaitEvent reason, long until) {
        long nanos = Math.max(0, until - cursor);
        int index = reason.ordinal() - FIRST;
        spent[index] += nanos;
        charged |= 1 << index;
        accounted += nanos;
        cursor += nanos;
    }

    /**
     * Records that the claim ended at {@code now} without a connection. Time between the cursor and {@code now} is
     * unaccounted.
     */
    public void recordFailure(long now) {
        accounts.recordFailedClaim(now - began, accounted);
    }

    /** The claim and its reasons so far, for example {@code claim 7f3a9c01d4-2-1042: claim_wait_slot 1.0 s}. */
    @Override
    public String toString() {
        StringJoiner reasons = new StringJoiner(", ", "claim " + claim() + ": ", "");
        reasons().forEach((reason, nanos) -> reasons.add(reason + " " + DurationFormat.format(nanos)));
        return reasons.setEmptyValue("claim " + claim()).toString();
    }
}
