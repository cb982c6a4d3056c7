package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/**
 * The accounts of one {@link ClaimLedger}: the waits of all claims that began, and all other times of the claims that
 * ended. The owner of the slot writes it; readers use the ledger's version. Never throws.
 *
 * <p><b>Moves.</b> The time of a claim that moves from slot to slot counts on each slot for as long as the claim had
 * it. The claim's last slot records the claim as a whole, in count and histogram. Therefore that slot subtracts the
 * times {@code …Before}, which the claim brought.
 *
 * <p>Holds with and without JDBC calls have accounts of their own, because a hold without calls is idle time as a
 * whole. Each account is created when its first value is recorded.
 */
final class LedgerAccounts extends CacheLinePadded {
    private @Nullable LedgerAccount waits;
    private @Nullable LedgerAccount holdsWithoutCalls;
    private @Nullable LedgerAccount holdsWithCalls;
    private @Nullable LedgerAccount idle;
    private @Nullable LedgerAccount execute;
    private @Nullable LedgerAccount resets;
    private long ended;
    private long wall;
    private long waited;
    /** Call time to add to that of {@link #execute}, because of claims that moved. */
    private long executeShift;
    /** Idle time to add to that of the holds, because of claims that moved. */
    private long idleShift;
    /** Whether the current claim moved here: 1 if it did. The fields below are 0 otherwise. */
    private long moved;
    /** Time of the calls of the current claim that ended on other slots. */
    private long endedCallsBefore;
    /** Time that the call under way at the move took before the move. */
    private long callBefore;
    /** Time for which the current claim had other slots. */
    private long holdBefore;
    /** Wall time of the current claim before it moved here. */
    private long wallBefore;

    /** Padding; see {@link CacheLinePadded}. */
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    /** Records the acquire of a claim that queued or validated. */
    void recordWait(long nanos) {
        if (nanos <= 0) {
            return;
        }
        LedgerAccount account = waits;
        if (account == null) {
            account = newAccount();
            waits = account;
        }
        record(account, nanos);
    }

    /** Records a JDBC call in the histogram alone. {@link #recordClaim} adds its count and time when the claim ends. */
    void recordCall(long nanos) {
        LedgerAccount account = executeAccount();
        if (account != null) {
            account.recordInHistogram(nanos);
        }
    }

    private @Nullable LedgerAccount executeAccount() {
        LedgerAccount account = execute;
        if (account == null) {
            account = newAccount();
            execute = account;
        }
        return account;
    }

    /**
     * Moves the current claim to {@code other}. Its times so far count here; the claim counts on the slot on which it
     * ends.
     *
     * @param claim the claim at the moment of the move
     * @param ended the time of its calls that ended on this slot
     */
    void moveTo(LedgerAccounts other, LedgerTotals.ClaimInFlight claim, long ended) {
        LedgerAccount executions = claim.executed() == 0 && claim.calls() == 0 ? null : executeAccount();
        if (executions != null) {
            executions.addCounts(claim.calls(), ended, claim.longest());
        }
        long underWay = claim.executed() - ended;
        executeShift += underWay - callBefore;
        idleShift += claim.hold() - holdBefore - (claim.executed() - callBefore);
        wall += claim.wall() - wallBefore;
        waited += claim.waited();
        other.moved = 1;
        other.endedCallsBefore = endedCallsBefore + ended;
        other.callBefore = underWay;
        other.holdBefore = claim.hold();
        other.wallBefore = claim.wall();
        forgetMove();
    }

    private void forgetMove() {
        moved = 0;
        endedCallsBefore = 0;
        callBefore = 0;
        holdBefore = 0;
        wallBefore = 0;
    }

    /** Records a claim that ended. All times are nanoseconds. */
    void recordClaim(CallTimes calls, long hold, long release, long wallNanos, long waitedNanos) {
        ended++;
        wall += wallNanos;
        waited += waitedNanos;
        if (calls.calls() == 0 && endedCallsBefore == 0) {
            recordHoldWithoutCalls(hold);
        } else {
            recordHoldWithCalls(calls, hold);
        }
        if (release > 0) {
            recordReset(release);
        }
        if (moved != 0) {
            subtractMove();
        }
    }

    /** Subtracts the times that counted on other slots. */
    private void subtractMove() {
        executeShift -= callBefore;
        idleShift -= holdBefore - endedCallsBefore - callBefore;
        wall -= wallBefore;
        forgetMove();
    }

    private void recordHoldWithoutCalls(long hold) {
        LedgerAccount account = holdsWithoutCalls;
        if (account == null) {
            account = newAccount();
            holdsWithoutCalls = account;
        }
        record(account, hold);
    }

    private void recordHoldWithCalls(CallTimes calls, long hold) {
        if (holdsWithCalls == null) {
            holdsWithCalls = newAccount();
        }
        if (idle == null) {
            idle = newAccount();
        }
        LedgerAccount holds = holdsWithCalls;
        LedgerAccount idles = idle;
        LedgerAccount executions = executeAccount();
        if (holds != null && idles != null && executions != null) {
            long executed = Math.min(calls.executed(), hold - endedCallsBefore);
            executions.addCounts(calls.calls(), executed, calls.longest());
            holds.record(hold);
            idles.record(hold - endedCallsBefore - executed);
        }
    }

    private void recordReset(long nanos) {
        LedgerAccount account = resets;
        if (account == null) {
            account = newAccount();
            resets = account;
        }
        record(account, nanos);
    }

    private static void record(@Nullable LedgerAccount account, long nanos) {
        if (account != null) {
            account.record(nanos);
        }
    }

    /** A new account; null if memory has run out, and then its values are not recorded. */
    private static @Nullable LedgerAccount newAccount() {
        try {
            return new LedgerAccount();
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    /** The number of claims that ended. */
    long ended() {
        return ended;
    }

    /**
     * The totals.
     *
     * @param claims the number of claims that were handed this slot
     * @param current the claim that holds the slot; null if there is none
     */
    LedgerTotals totals(long claims, LedgerTotals.@Nullable ClaimInFlight current) {
        LedgerAccount.Counts waiting = counts(waits);
        LedgerAccount.Counts alone = counts(holdsWithoutCalls);
        LedgerAccount.Counts executed = plus(counts(execute), current).plus(0, executeShift, 0);
        LedgerAccount.Counts idles = counts(idle).plus(alone).plus(0, idleShift + idleOf(current), 0);
        LedgerAccount.Counts reset = counts(resets).plus(0, current == null ? 0 : current.release(), 0);
        LedgerAccount.Counts hold = counts(holdsWithCalls).plus(alone).withNanos(executed.nanos() + idles.nanos());
        long charged = waited + executed.nanos() + idles.nanos() + reset.nanos();
        long wallNow = wall;
        if (current != null) {
            charged += current.waited();
            wallNow += current.wall() - wallBefore;
        }
        return new LedgerTotals(
                new LedgerAccount.Counts(claims, waiting.nanos(), waiting.max()),
                hold,
                executed,
                idles,
                new LedgerAccount.Counts(ended, reset.nanos(), reset.max()),
                reset,
                waiting.count(),
                current,
                new ClaimTotals(ended, 0, wallNow, wallNow - charged));
    }

    private LedgerAccount.Counts plus(LedgerAccount.Counts ended, LedgerTotals.@Nullable ClaimInFlight current) {
        return current == null
                ? ended
                : ended.plus(current.calls(), current.executed() - callBefore, current.longest());
    }

    private long idleOf(LedgerTotals.@Nullable ClaimInFlight current) {
        return current == null ? 0 : current.hold() - holdBefore - (current.executed() - callBefore);
    }

    private static LedgerAccount.Counts counts(@Nullable LedgerAccount account) {
        return account == null ? LedgerAccount.Counts.NONE : account.counts();
    }

    /** Adds totals that were read before, and the present histograms if the snapshot has distributions. */
    void addTo(SnapshotBuilder builder, String backend, LedgerTotals totals) {
        @Nullable EventStatsBuilder[] sums = builder.backend(backend);
        EventStatsBuilder acquire = SnapshotBuilder.in(sums, WaitEvent.CLAIM_ACQUIRE);
        EventStatsBuilder hold = SnapshotBuilder.in(sums, WaitEvent.CLAIM_HOLD);
        EventStatsBuilder executions = SnapshotBuilder.in(sums, WaitEvent.CLAIM_EXECUTE);
        EventStatsBuilder idles = SnapshotBuilder.in(sums, WaitEvent.CLAIM_IDLE);
        EventStatsBuilder release = SnapshotBuilder.in(sums, WaitEvent.CLAIM_RELEASE);
        EventStatsBuilder reset = SnapshotBuilder.in(sums, WaitEvent.CLAIM_RESET);
        add(acquire, totals.acquire(), 0);
        add(hold, totals.hold(), totals.holding());
        add(executions, totals.execute(), totals.executing());
        add(idles, totals.idle(), totals.idling());
        add(release, totals.release(), totals.releasing());
        add(reset, totals.reset(), totals.releasing());
        builder.addClaims(totals.claims());
        if (builder.takesDistributions()) {
            addBuckets(waits, acquire);
            acquire.addBucket(0, totals.acquire().count() - totals.waits());
            addBuckets(holdsWithCalls, hold);
            addBuckets(holdsWithoutCalls, hold);
            addBuckets(execute, executions);
            addBuckets(idle, idles);
            addBuckets(holdsWithoutCalls, idles);
            addBuckets(resets, release);
            release.addBucket(0, totals.release().count() - totals.reset().count());
            addBuckets(resets, reset);
        }
    }

    private static void add(EventStatsBuilder stats, LedgerAccount.Counts counts, int active) {
        stats.addCounts(counts.count(), active, counts.nanos(), counts.max());
    }

    private static void addBuckets(@Nullable LedgerAccount account, EventStatsBuilder stats) {
        if (account != null) {
            account.addBucketsTo(stats);
        }
    }
}
