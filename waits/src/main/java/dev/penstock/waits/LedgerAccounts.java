package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/**
 * The accounts of one {@link ClaimLedger}: the waits of all claims that began, and all other times of the claims that
 * ended. The owner of the slot writes it; readers use the ledger's version. Never throws.
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
    /**
     * Call time of claims that moved away from this slot, minus the call time that claims brought when they moved here.
     */
    private long carried;
    /** Call time that the current claim brought when it moved here. */
    private long before;

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
     * Moves the current claim to {@code other}. Its calls so far count here; its hold counts on the slot where it ends.
     */
    void moveTo(LedgerAccounts other, CallTimes calls) {
        LedgerAccount executions = calls.calls() == 0 ? null : executeAccount();
        long executed = executions == null ? 0 : calls.executed();
        if (executions != null) {
            executions.addCounts(calls.calls(), executed, calls.longest());
        }
        carried += executed;
        other.before = before + executed;
        before = 0;
    }

    /** Records a claim that ended. All times are nanoseconds. */
    void recordClaim(CallTimes calls, long hold, long release, long wallNanos, long waitedNanos) {
        ended++;
        wall += wallNanos;
        waited += waitedNanos;
        if (calls.calls() == 0) {
            recordHoldWithoutCalls(hold);
        } else {
            recordHoldWithCalls(calls, hold);
        }
        if (release > 0) {
            recordReset(release);
        }
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
            long executed = Math.min(calls.executed(), hold - before);
            executions.addCounts(calls.calls(), executed, calls.longest());
            holds.record(hold);
            idles.record(hold - before - executed);
            carried -= before;
        }
        if (before != 0) {
            before = 0;
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
     * @param held whether a claim holds the slot
     * @param call the sequence number of {@code calls}
     */
    LedgerTotals totals(long claims, boolean held, long call, CallTimes calls) {
        LedgerAccount.Counts waiting = counts(waits);
        LedgerAccount.Counts alone = counts(holdsWithoutCalls);
        LedgerAccount.Counts executed = counts(execute);
        LedgerAccount.Counts idles = counts(idle);
        LedgerAccount.Counts reset = counts(resets);
        LedgerAccount.Counts hold = counts(holdsWithCalls).plus(alone);
        long accounted = waited + alone.nanos() + executed.nanos() + idles.nanos() + reset.nanos() - carried;
        long ownCalls = held ? call >> 1 : 0;
        return new LedgerTotals(
                new LedgerAccount.Counts(claims, waiting.nanos(), waiting.max()),
                hold,
                ownCalls == 0 ? executed : executed.plus(ownCalls, calls.executed(ownCalls), calls.longest()),
                idles.plus(alone),
                new LedgerAccount.Counts(ended, reset.nanos(), reset.max()),
                reset,
                waiting.count(),
                held,
                held && CallTimes.isUnderWay(call),
                new ClaimTotals(ended, 0, wall, wall - accounted));
    }

    private static LedgerAccount.Counts counts(@Nullable LedgerAccount account) {
        return account == null ? LedgerAccount.Counts.NONE : account.counts();
    }

    /** Adds totals that were read before, and the present histograms. */
    void addTo(SnapshotBuilder builder, String backend, LedgerTotals totals) {
        add(builder.event(backend, WaitEvent.CLAIM_ACQUIRE), totals.acquire(), 0, waits)
                .addBucket(0, totals.acquire().count() - totals.waits());
        EventStatsBuilder hold =
                add(builder.event(backend, WaitEvent.CLAIM_HOLD), totals.hold(), totals.holding(), holdsWithCalls);
        addBuckets(holdsWithoutCalls, hold);
        add(builder.event(backend, WaitEvent.CLAIM_EXECUTE), totals.execute(), totals.executing(), execute);
        EventStatsBuilder idleStats =
                add(builder.event(backend, WaitEvent.CLAIM_IDLE), totals.idle(), totals.idling(), idle);
        addBuckets(holdsWithoutCalls, idleStats);
        add(builder.event(backend, WaitEvent.CLAIM_RELEASE), totals.release(), 0, resets)
                .addBucket(0, totals.release().count() - totals.reset().count());
        add(builder.event(backend, WaitEvent.CLAIM_RESET), totals.reset(), 0, resets);
        builder.addClaims(totals.claims());
    }

    private static EventStatsBuilder add(
            EventStatsBuilder stats, LedgerAccount.Counts counts, int active, @Nullable LedgerAccount account) {
        stats.addCounts(counts.count(), active, counts.nanos(), counts.max());
        addBuckets(account, stats);
        return stats;
    }

    private static void addBuckets(@Nullable LedgerAccount account, EventStatsBuilder stats) {
        if (account != null) {
            account.addBucketsTo(stats);
        }
    }
}
