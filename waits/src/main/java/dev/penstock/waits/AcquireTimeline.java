package dev.penstock.waits;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the acquire of one claim went that did not get a connection at once.
 *
 * <p>A cursor runs from the claim's begin to its end: every interval begins where the last one ended and is charged
 * to one reason, so the reasons add up to the acquire. Used by the claimant alone; {@link #reasons} may be read by it
 * at any time.
 */
public final class AcquireTimeline {
    private static final int FIRST = WaitEvent.CLAIM_WAIT_SLOT.ordinal();
    private static final WaitEvent[] EVENTS = WaitEvent.values();

    private final WaitAccounts accounts;
    private final long claimId;
    private final long began;
    /** By how far an event is from the first of the reasons, which the catalogue has in a row. */
    private final long[] spent = new long[WaitEvent.CLAIM_VALIDATE.ordinal() - FIRST + 1];

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

    /** The claim this is about. */
    public long claimId() {
        return claimId;
    }

    /** The claim's printed ID. */
    public String claim() {
        return accounts.ids().format(claimId);
    }

    /** When {@code getConnection()} was entered, in nanoseconds of the pool's clock. */
    public long began() {
        return began;
    }

    /** The moment up to which the acquire is accounted for. */
    public long cursor() {
        return cursor;
    }

    /** The sum of all reasons so far, in nanoseconds. */
    public long accountedNanos() {
        return accounted;
    }

    /** The reasons so far and their nanoseconds. */
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
     * From the cursor on the claim is queued, for whatever {@code timeline} says. Each call is followed by one of
     * {@link #dequeue}.
     *
     * @throws IllegalStateException if it is queued already
     */
    public void enqueue(ReasonTimeline timeline) {
        if (queue != null) {
            throw new IllegalStateException("claim " + claim() + " is queued already");
        }
        queue = timeline;
        queuedIn = timeline.enter();
    }

    /**
     * The claim is queued no longer: what lies between the cursor and {@code now} is charged to the reasons it had. A
     * {@code now} before the cursor counts as the cursor.
     *
     * @throws IllegalStateException if it is not queued
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

    /** The claimant validated a connection of {@code backend} until {@code now}. */
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

    /** The claim got no connection: its acquire ends at the cursor. */
    public void recordFailure() {
        recordFailure(cursor);
    }

    /**
     * The claim got no connection, and its acquire ends at {@code now}; what lies between the cursor and that is
     * unaccounted.
     */
    public void recordFailure(long now) {
        accounts.recordFailedClaim(now - began, accounted);
    }
}
