package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/**
 * What the claims of one slot took that ended, and the waits of all that began. Written by the slot's holder; read
 * under the ledger's version. Never throws.
 *
 * <p>Claims that made JDBC calls and claims that made none are kept apart, since the latter were idle for all of
 * their hold; an account is made the first time that something is recorded in it.
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
    /** What calls of claims took that went on with another slot, less what they took before they came from one. */
    private long carried;
    /** What calls of the claim that holds the slot took before it came from another. */
    private long before;

    /** Keeps off what lies behind this object, see {@link CacheLinePadded}. */
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    /** A claim that queued or validated was handed over after {@code nanos}. */
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

    /** A JDBC call ended; {@link #recordClaim} settles it when its claim does. */
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

    /** The claim goes on with the slot of {@code other}: its calls so far count here, its hold where it ends. */
    void moveTo(LedgerAccounts other, CallTimes calls) {
        LedgerAccount executions = calls.calls() == 0 ? null : executeAccount();
        long executed = executions == null ? 0 : calls.executed();
        if (executions != null) {
            executions.settle(calls.calls(), executed, calls.longest());
        }
        carried += executed;
        other.before = before + executed;
        before = 0;
    }

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
            executions.settle(calls.calls(), executed, calls.longest());
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

    /** An account; null where memory has run out, and what should be in it is missing. */
    private static @Nullable LedgerAccount newAccount() {
        try {
            return new LedgerAccount();
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    /** Claims that ended. */
    long ended() {
        return ended;
    }

    /** The totals, where {@code claims} began and {@code call} is the sequence of the calls of the one that holds. */
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

    /** Adds {@code totals}, which were read before, and the histograms as they are now. */
    void addTo(SnapshotBuilder builder, String backend, LedgerTotals totals) {
        add(builder.event(backend, WaitEvent.CLAIM_ACQUIRE), totals.acquire(), 0, waits)
                .addBucket(0, totals.acquire().count() - totals.waits());
        EventStatsBuilder hold =
                add(builder.event(backend, WaitEvent.CLAIM_HOLD), totals.hold(), totals.holding(), holdsWithCalls);
        addBuckets(holdsWithoutCalls, hold);
        add(builder.event(backend, WaitEvent.CLAIM_EXECUTE), totals.execute(), totals.executing(), execute);
        EventStatsBuilder idles =
                add(builder.event(backend, WaitEvent.CLAIM_IDLE), totals.idle(), totals.idling(), idle);
        addBuckets(holdsWithoutCalls, idles);
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
