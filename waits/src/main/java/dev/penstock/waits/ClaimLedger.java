package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one slot: the claim that holds it now, and what all its claims so far took.
 *
 * <p><b>Writing.</b> Whoever holds the slot claims and releases; the store that makes the slot claimable publishes
 * what it wrote. Calls are noted by one thread at a time, see {@link ClaimGuard}. No method allocates (but for a
 * histogram and its pages, once each), waits or throws, and none takes an atomic instruction.
 *
 * <p><b>Reading.</b> Any thread at any time, without stopping the writer: a version that is odd while a writer is at
 * work lets the reader try again (the seqlock of Linux, after Lamport's "Concurrent reading and writing", 1977). What
 * a reader gets was true at one moment: when {@value #READ_ATTEMPTS} attempts have failed, it makes do with what was
 * read before. Histograms are read apart, a moment later.
 *
 * <p>What can be derived is not written: a claim that met a free slot acquired in no time, one without calls was idle
 * for all of its hold, and one without a reset was released in no time.
 */
public final class ClaimLedger extends CacheLinePadded {
    private static final int READ_ATTEMPTS = 64;
    private static final int ATTEMPTS_PER_YIELD = 8;
    private static final VarHandle VERSION;
    private static final VarHandle GUARD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            VERSION = lookup.findVarHandle(ClaimLedger.class, "version", long.class);
            GUARD = lookup.findVarHandle(ClaimLedger.class, "guard", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String backend;
    private final int origin = CorrelationIds.nextOrigin();
    private final LedgerAccounts accounts = new LedgerAccounts();
    private final CallTimes calls = new CallTimes();
    private final FlightRecorder flight = new FlightRecorder();

    /** Even while nobody writes. */
    private long version;

    /** Claims that got a slot here. */
    private long sequence;
    /** Claims that came here with one they had elsewhere, less those that went on elsewhere. */
    private long moved;
    /** What the claim that holds the slot was charged with before its handover. */
    private long waiting;

    /** Keeps off what lies behind this object, see {@link CacheLinePadded}. */
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    /**
     * The thread that claimed last. It is written where it changes only, as is {@link #guard} where it matters only:
     * a reference written to an old object costs a fence in the collector's barrier.
     */
    private @Nullable Thread holder;

    /**
     * The {@link ClaimGuard} of a claim with {@linkplain ClaimAttributes attributes} that holds the slot, or a {@link
     * WatchedClaimGuard} of it; else null.
     */
    private @Nullable Object guard;

    /** Under which backend snapshots show it. Guarded by the lock of {@link WaitAccounts}, as is {@link #lastRead}. */
    private String shownUnder;

    private LedgerTotals lastRead = LedgerTotals.NONE;

    ClaimLedger(String backend) {
        this.backend = backend;
        this.shownUnder = backend;
    }

    /** The backend whose slot this is the ledger of. */
    public String backend() {
        return backend;
    }

    /** A claim of the calling thread met a free slot at {@code now}, which is both its begin and its handover. */
    public void recordImmediateClaim(ClaimGuard by, long now) {
        beginWrite();
        writeClaim(by, Thread.currentThread(), CorrelationIds.id(origin, ++sequence), now, now);
        endWrite();
    }

    /** A claim of the calling thread that queued or validated is handed over where its timeline ends. */
    public void recordClaim(ClaimGuard by, AcquireTimeline timeline) {
        recordClaim(by, timeline, timeline.cursor());
    }

    /**
     * A claim of the calling thread that queued or validated is handed over at {@code now}; what its timeline lacks
     * until then is unaccounted.
     */
    public void recordClaim(ClaimGuard by, AcquireTimeline timeline, long now) {
        beginWrite();
        sequence++;
        waiting = timeline.accountedNanos();
        accounts.recordWait(now - timeline.began());
        writeClaim(by, Thread.currentThread(), timeline.claimId(), timeline.began(), now);
        endWrite();
    }

    private void writeClaim(ClaimGuard by, Thread claimant, long claimId, long began, long now) {
        flight.begin(claimId, began, now, claimant.getId());
        calls.reset(now);
        if (holder != claimant) {
            holder = claimant;
        }
        if (by.attributes() != ClaimAttributes.NONE) {
            GUARD.setRelease(this, by);
        }
    }

    /**
     * The claim that holds this slot goes on with the slot of {@code other}: with its ID, its begin, and the call that
     * is under way. What it waited for counts where it waited, what it holds where it ends. For the owner of both
     * slots.
     *
     * @param now when it goes
     * @return how long the claim had this slot, in nanoseconds
     */
    public long moveTo(ClaimLedger other, ClaimGuard by, long now) {
        beginWrite();
        other.beginWrite();
        other.moved++;
        other.waiting = waiting;
        Thread claimant = holder == null ? Thread.currentThread() : holder;
        other.writeClaim(by, claimant, flight.claimId(), flight.began(), flight.handedOver());
        accounts.moveTo(other.accounts, calls);
        if (calls.underWay()) {
            other.calls.begin(calls.began());
        }
        moved--;
        waiting = 0;
        calls.reset(now);
        if (guard != null) {
            guard = null;
        }
        other.endWrite();
        endWrite();
        return Math.max(0, now - flight.handedOver());
    }

    /** The ID of the claim that holds the slot; for the slot's owner. */
    public long claimId() {
        return flight.claimId();
    }

    /** A JDBC call goes to the driver at {@code now}. */
    void beginCall(long now) {
        calls.begin(now);
    }

    /** The JDBC call came back at {@code now}. */
    void endCall(long now) {
        long duration = calls.duration(now);
        accounts.recordCall(duration);
        calls.end(duration);
    }

    /**
     * The claim is over: {@code close()} was entered at {@code closing}, and the slot is claimable again or retired at
     * {@code now}, the session having been reset in between where the two differ. Where a call was noted at a later
     * moment by another thread, the hold and the claim lasted until then.
     *
     * @return how long the claim had the slot, in nanoseconds
     */
    public long recordRelease(long closing, long now) {
        long noted = calls.lastNoted();
        long closed = Nanos.later(closing, noted);
        long over = Nanos.later(now, noted);
        if (calls.underWay()) {
            endCall(closed);
        }
        beginWrite();
        long began = flight.began();
        accounts.recordClaim(calls, closed - flight.handedOver(), over - closed, over - began, waiting);
        long had = over - flight.handedOver();
        flight.end(closed, over, calls.executed(), calls.calls());
        waiting = 0;
        if (guard != null) {
            guard = null;
        }
        endWrite();
        return had;
    }

    /** Only the slot's owner comes here, so a plain write locks; a reader that sees what follows sees this, too. */
    private void beginWrite() {
        VERSION.setOpaque(this, version | 1);
        VarHandle.storeStoreFence();
    }

    private void endWrite() {
        VERSION.setRelease(this, version + 1);
    }

    /**
     * The claim that holds the slot at {@code now}; empty where none does, and where the ledger was being written all
     * the while.
     */
    public Optional<HeldClaim> heldClaim(long now) {
        for (int attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
            long before = (long) VERSION.getAcquire(this);
            long call = calls.sequence();
            HeldClaim seen = readHeld(now, call);
            if (isUnchangedSince(before, call)) {
                return Optional.ofNullable(seen);
            }
            pause(attempt);
        }
        return Optional.empty();
    }

    private @Nullable HeldClaim readHeld(long now, long call) {
        Thread thread = holder;
        if (!isHeld() || thread == null) {
            return null;
        }
        long executing = CallTimes.isUnderWay(call) ? Math.max(0, now - calls.began()) : -1;
        long held = Math.max(0, now - flight.handedOver());
        return new HeldClaim(flight.claimId(), thread, held, executing, attributes(GUARD.getAcquire(this)));
    }

    private boolean isHeld() {
        return sequence + moved != accounts.ended();
    }

    private static ClaimAttributes attributes(@Nullable Object by) {
        if (by instanceof WatchedClaimGuard watched) {
            return watched.attributes();
        }
        return by instanceof ClaimGuard live ? live.attributes() : ClaimAttributes.NONE;
    }

    /** Lets go of the thread that claimed last; for the slot's owner, while no claim holds it. */
    public void forgetHolder() {
        beginWrite();
        holder = null;
        endWrite();
    }

    /**
     * Begins or goes on to watch the claim of {@code claimId}, which has attributes, so that it shows when nobody can close
     * it any more.
     *
     * @return what is watched, or empty where that claim does not hold the slot any more
     */
    public Optional<WatchedClaimGuard> watch(long claimId) {
        Object by = GUARD.getAcquire(this);
        if (by instanceof ClaimGuard live) {
            WatchedClaimGuard watched = new WatchedClaimGuard(live, claimId);
            return holds(claimId) && GUARD.compareAndSet(this, live, watched) ? Optional.of(watched) : Optional.empty();
        }
        return by instanceof WatchedClaimGuard watched && watched.claimId() == claimId
                ? Optional.of(watched)
                : Optional.empty();
    }

    private boolean holds(long claimId) {
        return heldClaim(0).filter(claim -> claim.claimId() == claimId).isPresent();
    }

    /** The last claims of this slot that ended, the oldest first; empty where it was being written all the while. */
    List<RecordedClaim> recordedClaims(long now) {
        for (int attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
            long before = (long) VERSION.getAcquire(this);
            List<RecordedClaim> seen = flight.claims(backend, now);
            if (isUnchangedSince(before)) {
                return seen;
            }
            pause(attempt);
        }
        return List.of();
    }

    /** Adds what was recorded until now to a snapshot being built. */
    void addTo(SnapshotBuilder builder) {
        lastRead = totals();
        accounts.addTo(builder, shownUnder, lastRead);
    }

    /** The backend is gone: from here on snapshots show this ledger as the pool's own. */
    void orphan() {
        shownUnder = WaitMeters.NO_BACKEND;
    }

    private LedgerTotals totals() {
        for (int attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
            long before = (long) VERSION.getAcquire(this);
            long call = calls.sequence();
            LedgerTotals seen = accounts.totals(sequence, isHeld(), call, calls);
            if (isUnchangedSince(before, call)) {
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

    private boolean isUnchangedSince(long before, long call) {
        VarHandle.loadLoadFence();
        return calls.sequence() == call && isUnchangedSince(before);
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
}
