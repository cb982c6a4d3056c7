package dev.penstock.waits;

import java.util.ArrayList;
import java.util.List;

/**
 * The last claims of one slot: a ring of fixed-size records, the oldest overwritten. Recorded always, looked at only
 * when it turns out to matter. Written and read under the ledger's version; allocates nothing once it is made.
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

    /** Where the number of claims is that ended. What is before it, and at the end, nobody uses, see {@link CacheLinePadded}. */
    private static final int RECORDED = CacheLinePadded.LINE_LONGS;

    private static final int FIRST = RECORDED + 1;

    private final long[] ring = new long[FIRST + CLAIMS * FIELDS + CacheLinePadded.LINE_LONGS];

    /** Where the next claim is written; the begin of it is written first, what it came to by {@link #end}. */
    private int next() {
        return at(ring[RECORDED]);
    }

    private static int at(long claim) {
        return FIRST + (int) (claim & (CLAIMS - 1)) * FIELDS;
    }

    void begin(long claimId, long began, long handedOver, long threadId) {
        int at = next();
        ring[at] = claimId;
        ring[at + BEGAN] = began;
        ring[at + HANDED_OVER] = handedOver;
        ring[at + THREAD] = threadId;
    }

    void end(long closed, long ended, long executed, long calls) {
        int at = next();
        ring[at + CLOSED] = closed;
        ring[at + ENDED] = ended;
        ring[at + EXECUTED] = executed;
        ring[at + CALLS] = calls;
        ring[RECORDED]++;
    }

    long began() {
        return ring[next() + BEGAN];
    }

    long handedOver() {
        return ring[next() + HANDED_OVER];
    }

    long claimId() {
        return ring[next()];
    }

    /** The claims that ended, the oldest first; the one that may be under way is about to overwrite the oldest. */
    List<RecordedClaim> claims(String backend, long now) {
        long end = ring[RECORDED];
        List<RecordedClaim> claims = new ArrayList<>(CLAIMS);
        for (long i = Math.max(0, end - CLAIMS + 1); i < end; i++) {
            int at = at(i);
            claims.add(new RecordedClaim(
                    ring[at],
                    backend,
                    ring[at + THREAD],
                    now - ring[at + BEGAN],
                    ring[at + HANDED_OVER] - ring[at + BEGAN],
                    ring[at + CLOSED] - ring[at + HANDED_OVER],
                    ring[at + EXECUTED],
                    ring[at + CALLS],
                    ring[at + ENDED] - ring[at + CLOSED]));
        }
        return claims;
    }
}
