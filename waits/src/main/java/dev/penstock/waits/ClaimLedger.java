package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one slot: the claim that holds it now, and what all its claims so far took.
 *
 * <p><b>Writing.</b> Whoever holds the slot claims and releases; the store that makes the slot claimable publishes
 * what it wrote. Calls may come from any thread, while the claim lasts. Those that overlap are counted as the first
 * of them, nested ones as the outermost, one that is under way at the close up to there; one that comes after it is
 * not counted. No method allocates (but for a histogram's pages, once each) or throws, and none waits, but for the
 * few instructions in which another thread notes a call of the same claim.
 *
 * <p><b>Reading.</b> Any thread at any time, without stopping the writer: a version that is odd while a writer is at
 * work lets the reader try again (the seqlock of Linux, after Lamport's "Concurrent reading and writing", 1977). What
 * a reader gets was true at one moment: when {@value #READ_ATTEMPTS} attempts have failed, it makes do with what was
 * read before. Histograms are read apart, a moment later.
 */
public final class ClaimLedger {
    private static final int READ_ATTEMPTS = 64;
    private static final int ATTEMPTS_PER_YIELD = 8;
    private static final WaitEvent[] EVENTS = {
        WaitEvent.CLAIM_ACQUIRE,
        WaitEvent.CLAIM_HOLD,
        WaitEvent.CLAIM_EXECUTE,
        WaitEvent.CLAIM_IDLE,
        WaitEvent.CLAIM_RELEASE,
        WaitEvent.CLAIM_RESET
    };
    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(ClaimLedger.class, "version", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String backend;
    private final int origin = CorrelationIds.nextOrigin();
    private final LedgerAccount acquire = new LedgerAccount();
    private final LedgerAccount hold = new LedgerAccount();
    private final LedgerAccount execute = new LedgerAccount();
    private final LedgerAccount idle = new LedgerAccount();
    private final LedgerAccount release = new LedgerAccount();
    private final LedgerAccount reset = new LedgerAccount();
    private final LedgerAccount[] accounts = {acquire, hold, execute, idle, release, reset};

    /** Even while nobody writes. Whoever makes it odd is the only writer of all that follows until it is even again. */
    private long version;

    private long sequence;
    private long claimId;
    private long began;
    private long handedOver;
    private long callBegan;
    private long callEnded;
    private int nestedCalls;
    private long executed;
    private long ended;
    private long wall;
    private long waited;
    private long unaccounted;
    private @Nullable Thread holder;
    private @Nullable Thread caller;

    /** Under which backend snapshots show it. Guarded by the lock of {@link WaitAccounts}, as is {@link #lastRead}. */
    private String shownUnder;

    private Totals lastRead = Totals.NONE;

    ClaimLedger(String backend) {
        this.backend = backend;
        this.shownUnder = backend;
    }

    /** The backend whose slot this is the ledger of. */
    public String backend() {
        return backend;
    }

    /** A claim met a free slot at {@code now}, which is both its begin and its handover. Returns its ID. */
    public long claimedAtOnce(long now) {
        long id = CorrelationIds.id(origin, sequence + 1);
        claimed(id, now, now, 0);
        return id;
    }

    /** A claim that queued or validated is handed over where its timeline ends. */
    public void claimed(AcquireTimeline timeline) {
        claimed(timeline, timeline.cursor());
    }

    /**
     * A claim that queued or validated is handed over at {@code now}; what its timeline lacks until then is
     * unaccounted.
     */
    public void claimed(AcquireTimeline timeline, long now) {
        claimed(timeline.claimId(), timeline.began(), now, timeline.accountedNanos());
    }

    /** No call can be noted before there is a holder, so the slot's owner is alone here: a plain write locks. */
    private void claimed(long id, long beganAt, long handedOverAt, long accounted) {
        VERSION.setOpaque(this, version | 1);
        VarHandle.storeStoreFence();
        try {
            sequence++;
            claimId = id;
            began = beganAt;
            handedOver = handedOverAt;
            callEnded = handedOverAt;
            executed = 0;
            waited += accounted;
            acquire.record(Math.max(0, handedOverAt - beganAt));
            holder = Thread.currentThread();
        } finally {
            endWrite();
        }
    }

    /** The ID of the claim that holds the slot, or held it last; for the slot's owner. */
    public long claimId() {
        return claimId;
    }

    /** A JDBC call goes to the driver at {@code now}. Each call of this is followed by one of {@link #callEnds}. */
    public void callBegins(long now) {
        Thread thread = Thread.currentThread();
        if (caller == thread) {
            nestedCalls++;
            return;
        }
        long seen;
        do {
            seen = (long) VERSION.getAcquire(this);
            if (holder == null || caller != null) {
                return;
            }
        } while (!beginWrite(seen));
        callBegan = Nanos.later(now, callEnded);
        nestedCalls = 0;
        caller = thread;
        endWrite();
    }

    /** The JDBC call that this thread began came back at {@code now}. */
    public void callEnds(long now) {
        Thread thread = Thread.currentThread();
        if (caller == thread && nestedCalls > 0) {
            nestedCalls--;
            return;
        }
        long seen;
        do {
            seen = (long) VERSION.getAcquire(this);
            if (caller != thread) {
                return;
            }
        } while (!beginWrite(seen));
        try {
            endCall(now);
        } finally {
            endWrite();
        }
    }

    private void endCall(long now) {
        callEnded = Nanos.later(now, callBegan);
        caller = null;
        long duration = callEnded - callBegan;
        executed += duration;
        execute.record(duration);
    }

    /**
     * The claim is over: {@code close()} was entered at {@code closing}, resetting the session took {@code resetNanos}
     * (negative where nothing had to be reset), and the slot is claimable again or retired at {@code now}. Both were
     * read before this, so where another thread noted a call at a later moment, the hold and the claim lasted until
     * then.
     */
    public void released(long closing, long resetNanos, long now) {
        long seen;
        do {
            seen = (long) VERSION.getAcquire(this);
        } while (!beginWrite(seen));
        try {
            long noted = caller == null ? callEnded : callBegan;
            long closed = Nanos.later(closing, noted);
            long over = Nanos.later(now, noted);
            if (caller != null) {
                endCall(closed);
            }
            hold.record(closed - handedOver);
            idle.record(closed - handedOver - executed);
            release.record(Math.max(0, over - closed));
            if (resetNanos >= 0) {
                reset.record(resetNanos);
            }
            ended++;
            wall += over - began;
            unaccounted = wall - (waited + execute.nanos() + idle.nanos() + release.nanos());
            holder = null;
        } finally {
            endWrite();
        }
    }

    /**
     * Becomes the writer if nobody has written since {@code seen} was read, so that what was read since still holds.
     * The fence keeps the writes that follow from being seen before the odd version.
     */
    private boolean beginWrite(long seen) {
        if ((seen & 1) != 0 || !VERSION.compareAndSet(this, seen, seen + 1)) {
            letWriterRun();
            return false;
        }
        VarHandle.storeStoreFence();
        return true;
    }

    private void endWrite() {
        VERSION.setRelease(this, version + 1);
    }

    /**
     * The claim that holds the slot at {@code now}; empty where none does, and where the ledger was being written all
     * the while.
     */
    public Optional<HeldClaim> held(long now) {
        for (int attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
            long before = (long) VERSION.getAcquire(this);
            HeldClaim seen = readHeld(now);
            if (isUnchangedSince(before)) {
                return Optional.ofNullable(seen);
            }
            pause(attempt);
        }
        return Optional.empty();
    }

    private @Nullable HeldClaim readHeld(long now) {
        Thread thread = holder;
        if (thread == null) {
            return null;
        }
        long executing = caller == null ? -1 : Math.max(0, now - callBegan);
        return new HeldClaim(claimId, thread, Math.max(0, now - handedOver), executing);
    }

    /** Adds what was recorded until now to a snapshot being built. */
    void addTo(SnapshotBuilder builder) {
        lastRead = totals();
        for (int i = 0; i < EVENTS.length; i++) {
            EventTally tally = builder.tally(shownUnder, EVENTS[i]);
            LedgerAccount.Counts counts = lastRead.counts[i];
            tally.addCounts(counts.count(), lastRead.active(EVENTS[i]), counts.nanos(), counts.max());
            accounts[i].addBucketsTo(tally);
        }
        builder.addClaims(lastRead.claims);
    }

    /** The backend is gone: from here on snapshots show this ledger as the pool's own. */
    void orphan() {
        shownUnder = WaitMeters.NO_BACKEND;
    }

    private Totals totals() {
        for (int attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
            long before = (long) VERSION.getAcquire(this);
            Totals seen = readTotals();
            if (isUnchangedSince(before)) {
                return seen;
            }
            pause(attempt);
        }
        return lastRead;
    }

    /** The fence keeps the reads that came before from being made after the version is read again. */
    private boolean isUnchangedSince(long before) {
        VarHandle.loadLoadFence();
        return (before & 1) == 0 && before == (long) VERSION.getOpaque(this);
    }

    private static void pause(int attempt) {
        if (attempt % ATTEMPTS_PER_YIELD == 0) {
            letWriterRun();
        } else {
            Thread.onSpinWait();
        }
    }

    /** A writer that is at it for longer than an instant has lost its processor: no lock tells us when it is back. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void letWriterRun() {
        Thread.yield();
    }

    private Totals readTotals() {
        LedgerAccount.Counts[] counts = new LedgerAccount.Counts[EVENTS.length];
        for (int i = 0; i < EVENTS.length; i++) {
            counts[i] = accounts[i].counts();
        }
        return new Totals(counts, holder != null, caller != null, new ClaimTotals(ended, 0, wall, unaccounted));
    }

    /** What a ledger had recorded at one moment, histograms apart. */
    private static final class Totals {
        static final Totals NONE = new Totals(none(), false, false, ClaimTotals.NONE);

        final LedgerAccount.Counts[] counts;
        final boolean held;
        final boolean calling;
        final ClaimTotals claims;

        Totals(LedgerAccount.Counts[] counts, boolean held, boolean calling, ClaimTotals claims) {
            this.counts = counts;
            this.held = held;
            this.calling = calling;
            this.claims = claims;
        }

        private static LedgerAccount.Counts[] none() {
            LedgerAccount.Counts[] counts = new LedgerAccount.Counts[EVENTS.length];
            Arrays.fill(counts, LedgerAccount.Counts.NONE);
            return counts;
        }

        int active(WaitEvent event) {
            boolean active = switch (event) {
                case CLAIM_HOLD -> held;
                case CLAIM_EXECUTE -> calling;
                case CLAIM_IDLE -> held && !calling;
                default -> false;
            };
            return active ? 1 : 0;
        }
    }
}
