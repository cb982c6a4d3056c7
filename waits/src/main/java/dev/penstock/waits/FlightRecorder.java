package dev.penstock.waits;

import java.util.ArrayList;
import java.util.List;

/**
 * The last claims of one slot: a ring of records of fixed size, whose oldest record is overwritten. It records always,
 * so that an incident can be examined after it ended. It is written and read under the ledger's version. It allocates
 * only in its constructor.
 */
final class FlightRecorder {
    /** Claims kept for each slot. */
    static final int CLAIMS = 16;

    private static final int BEGAN = 1;
    private static final int HANDED_OVER = 2;
    private static final int CLOSED = 3;
    private static final int ENDED = 4;
    private static final int EXECUTED = 5;
    private static final int CALLS = 6;
    private static final int THREAD = 7;
    private static final int FIELDS = 8;

    /**
     * The index of the number of ended claims. The elements before it and at the end are padding; see {@link
     * CacheLinePadded}.
     */
    private static final int RECORDED = CacheLinePadded.LINE_LONGS;

    private static final int FIRST = RECORDED + 1;

    private final long[] ring = new long[FIRST + CLAIMS * FIELDS + CacheLinePadded.LINE_LONGS];

    /** The index of the current claim's record. {@link #begin} writes its first part, {@link #end} the rest. */
    private int current() {
        return index(ring[RECORDED]);
    }

    private static int index(long claim) {
        return FIRST + (int) (claim & (CLAIMS - 1)) * FIELDS;
    }

    void begin(long claimId, long began, long handedOver, long threadId) {
        int at = current();
        ring[at] = claimId;
        ring[at + BEGAN] = began;
        ring[at + HANDED_OVER] = handedOver;
        ring[at + THREAD] = threadId;
    }

    void end(long closed, long ended, long executed, long calls) {
        int at = current();
        ring[at + CLOSED] = closed;
        ring[at + ENDED] = ended;
        ring[at + EXECUTED] = executed;
        ring[at + CALLS] = calls;
        ring[RECORDED]++;
    }

    long beginNanos() {
        return ring[current() + BEGAN];
    }

    long handoverNanos() {
        return ring[current() + HANDED_OVER];
    }

    long claimId() {
        return ring[current()];
    }

    /** The ended claims, the oldest first, without the record that the current claim overwrites. */
    List<RecordedClaim> claims(CorrelationIds ids, String backend, CallTimes calls, long now) {
        long end = ring[RECORDED];
        List<RecordedClaim> claims = new ArrayList<>(CLAIMS);
        for (long i = Math.max(0, end - CLAIMS + 1); i < end; i++) {
            int at = index(i);
            claims.add(new RecordedClaim(
                    ids.format(ring[at]),
                    backend,
                    ring[at + THREAD],
                    now - ring[at + BEGAN],
                    ring[at + HANDED_OVER] - ring[at + BEGAN],
                    ring[at + CLOSED] - ring[at + HANDED_OVER],
                    ring[at + EXECUTED],
                    ring[at + CALLS],
                    ring[at + ENDED] - ring[at + CLOSED],
                    calls.slow(ring[at + HANDED_OVER], ring[at + CLOSED], ring[at + BEGAN])));
        }
        return claims;
    }
}
