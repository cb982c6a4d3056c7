package dev.penstock.waits;

import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.OperationAccounts;
import dev.penstock.waits.operations.OperationShare;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one slot: the claim that holds the slot now, and the sums of all its claims so far.
 *
 * <p><b>Writing.</b> The owner of the slot writes: its holder, or the thread that ended the claim. The store that makes
 * the slot claimable publishes these writes to the next owner. {@link ClaimGuard} lets one thread at a time record JDBC
 * calls. No method for writers waits or throws, or uses an atomic read-modify-write instruction. No such method
 * allocates, except each account and each histogram page once.
 *
 * <p><b>Reading.</b> Any thread reads at any time, without stopping the writer, by a sequence lock (as in Linux, after
 * L. Lamport, "Concurrent reading and writing", 1977): the version is odd while a writer works, and a reader whose
 * version was odd or has changed tries again. Therefore a read is true of one moment. After {@value #READ_ATTEMPTS}
 * failed attempts a reader uses the values of its last read. Histograms are read separately, a moment later.
 *
 * <p><b>Derived values</b> are not written: a claim that met a free slot acquired in 0 ns, a claim without JDBC calls
 * was idle for all of its hold, and a claim without a reset was released in 0 ns.
 */
public final class ClaimLedger extends CacheLinePadded {
    private static final int READ_ATTEMPTS = 64;
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
    private final CorrelationIds ids;
    private final int origin = CorrelationIds.nextOrigin();
    private final LedgerAccounts accounts = new LedgerAccounts();
    private final CallTimes calls = new CallTimes();
    private final FlightRecorder flight;

    /** Odd while a writer works. */
    private long version;

    /** Claims that were handed this slot. */
    private long sequence;
    /** Claims that moved here from another slot, minus claims that moved away. */
    private long moved;
    /** Nanoseconds that wait events were charged with before the handover of the current claim. */
    private long waiting;
    /** Whether the hold of the current claim has ended, and its session is being reset: 1 if so. */
    private long releasing;
    /** The end of the hold, if the session is being reset. */
    private long closing;

    /** Padding; see {@link CacheLinePadded}. */
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    /**
     * The thread that claimed last. It is written only if it changes, and {@link #guard} only if a reader needs it:
     * a reference stored in an old object costs a fence in the collector's barrier.
     */
    private @Nullable Thread holder;

    /**
     * The {@link ClaimGuard} or {@link WatchedClaimGuard} of the current claim; null if there is no claim, or if the
     * claim has no {@linkplain ClaimAttributes attributes}.
     */
    private @Nullable Object guard;

    private final OperationShare share;

    ClaimLedger(String backend, CorrelationIds ids, OperationAccounts operations, FlightRecorder.Memory memory) {
        this.flight = new FlightRecorder(memory);
        this.backend = backend;
        this.ids = ids;
        this.share = new OperationShare(operations);
    }

    /** The label of the slot's backend. */
    String backend() {
        return backend;
    }

    /** Records a claim of the current thread that met a free slot: {@code now} is both its begin and its handover. */
    public void recordImmediateClaim(ClaimGuard claim, long now) {
        beginWrite();
        writeClaim(claim, Thread.currentThread(), CorrelationIds.id(origin, ++sequence), now, now);
        endWrite();
    }

    /**
     * Records the handover, at {@code now}, of a claim of the current thread that queued or validated. Time between
     * the end of its timeline and {@code now} is unaccounted.
     */
    public void recordClaim(ClaimGuard claim, AcquireTimeline timeline, long now) {
        timeline.markEnded();
        beginWrite();
        sequence++;
        waiting = timeline.accountedNanos();
        accounts.recordWait(now - timeline.beginNanos());
        writeClaim(claim, Thread.currentThread(), timeline.claimId(), timeline.beginNanos(), now);
        endWrite();
        timeline.forget();
    }

    private void writeClaim(ClaimGuard claim, Thread claimant, long claimId, long began, long now) {
        flight.begin(claimId, began, now, claimant.getId());
        calls.reset(now);
        if (holder != claimant) {
            holder = claimant;
        }
        if (claim.attributes() != ClaimAttributes.NONE) {
            GUARD.setRelease(this, claim);
        }
    }

    /**
     * Moves the current claim to the slot of {@code other}, with its ID, its begin and the call under way. Its time up
     * to the move counts here, its time from then on there; the claim counts on the slot on which it ends. The current
     * thread owns both slots.
     *
     * @param now the moment of the move
     * @return the time for which the claim had this slot, in nanoseconds
     */
    public long moveTo(ClaimLedger other, ClaimGuard claim, long now) {
        beginWrite();
        other.beginWrite();
        other.moved++;
        Thread claimant = holder == null ? Thread.currentThread() : holder;
        other.writeClaim(claim, claimant, flight.claimId(), flight.beginNanos(), flight.handoverNanos());
        accounts.moveTo(other.accounts, currentClaim(now, calls.sequence()), calls.executed());
        if (calls.underWay()) {
            other.calls.begin(calls.beginNanos(), null);
        }
        moved--;
        waiting = 0;
        if (guard != null) {
            other.share.takeOver(share, calls.calls(), calls.executed());
            guard = null;
        }
        calls.reset(now);
        other.endWrite();
        endWrite();
        return Math.max(0, now - flight.handoverNanos());
    }

    /** Records that a JDBC call goes to the driver at {@code now}, with what {@link CallTimes#begin} takes. */
    void beginCall(long now, @Nullable Object text) {
        calls.begin(now, text);
    }

    /** Records that the driver returned from the JDBC call at {@code now}. */
    void endCall(long now) {
        long duration = calls.duration(now);
        accounts.recordCall(duration);
        calls.end(duration);
    }

    /** Records that the hold of the current claim ended at {@code closed}, and that its session is now being reset. */
    public void beginReset(long closed) {
        beginWrite();
        closing = closed;
        releasing = 1;
        endWrite();
    }

    /**
     * Records the end of the current claim. If another thread recorded a call at a later moment, the hold and the claim
     * end at that moment instead.
     *
     * @param closing the entry of {@code close()}
     * @param now the moment at which the slot is claimable again or retired; equal to {@code closing} without a reset
     * @return the time for which the claim had the slot, in nanoseconds
     */
    public long recordRelease(long closing, long now) {
        long recorded = calls.lastRecorded();
        long closed = Nanos.later(closing, recorded);
        long ended = Nanos.later(now, recorded);
        if (calls.underWay()) {
            endCall(closed);
        }
        beginWrite();
        long began = flight.beginNanos();
        accounts.recordClaim(calls, closed - flight.handoverNanos(), ended - closed, ended - began, waiting);
        long held = ended - flight.handoverNanos();
        flight.end(closed, ended, calls.executed(), calls.calls());
        waiting = 0;
        if (releasing != 0) {
            releasing = 0;
        }
        if (guard != null) {
            long release = ended - closed;
            share.record(attributes(guard).withinOrNull(), calls.calls(), calls.executed(), held - release, release);
            guard = null;
        }
        endWrite();
        return held;
    }

    /**
     * A plain write is enough, because only the slot's owner writes. The fence orders it before the writes that follow.
     */
    private void beginWrite() {
        VERSION.setOpaque(this, version | 1);
        VarHandle.storeStoreFence();
    }

    private void endWrite() {
        VERSION.setRelease(this, version + 1);
    }

    /** Supplies the printed ID of the claim that has the slot. Called by the thread of that claim. */
    public Supplier<String> printedClaimId() {
        long claimId = flight.claimId();
        return () -> ids.format(claimId);
    }

    /** The claim that holds the slot at {@code now}; empty if there is none or if no attempt to read succeeded. */
    public Optional<HeldClaim> heldClaim(long now) {
        return Optional.ofNullable(read(call -> readHeld(now, call)));
    }

    /** The result of {@code reader} at one moment, given {@link CallTimes#sequence}; null if all attempts fail. */
    private <T> @Nullable T read(LongFunction<@Nullable T> reader) {
        for (int attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
            long before = (long) VERSION.getAcquire(this);
            long call = calls.sequence();
            T seen = reader.apply(call);
            VarHandle.loadLoadFence();
            if (calls.sequence() == call && isUnchangedSince(before)) {
                return seen;
            }
            LedgerReader.pause(attempt);
        }
        return null;
    }

    private @Nullable HeldClaim readHeld(long now, long call) {
        Thread thread = holder;
        if (!isHeld() || thread == null) {
            return null;
        }
        WaitEvent event = CallTimes.isUnderWay(call) ? WaitEvent.CLAIM_EXECUTE : WaitEvent.CLAIM_IDLE;
        long since = Nanos.later(flight.handoverNanos(), calls.lastRecorded(call));
        if (releasing != 0) {
            event = WaitEvent.CLAIM_RESET;
            since = Nanos.later(closing, since);
        }
        return new HeldClaim(
                ids,
                flight.claimId(),
                thread,
                Math.max(0, now - flight.beginNanos()),
                Math.max(0, now - flight.handoverNanos()),
                event,
                Math.max(0, now - since),
                currentClaim(now, call).executed(),
                attributes(GUARD.getAcquire(this)),
                calls.shown(call, flight.handoverNanos(), now, flight.beginNanos()));
    }

    private boolean isHeld() {
        return sequence + moved != accounts.ended();
    }

    private static ClaimAttributes attributes(@Nullable Object seen) {
        if (seen instanceof WatchedClaimGuard watched) {
            return watched.attributes();
        }
        return seen instanceof ClaimGuard live ? live.attributes() : ClaimAttributes.NONE;
    }

    /** Forgets the thread that claimed last. Only the owner of an unclaimed slot calls this. */
    public void forgetHolder() {
        beginWrite();
        holder = null;
        endWrite();
    }

    /**
     * Watches the claim with the ID {@code claimId}, which has attributes: from now on this ledger refers to it weakly.
     *
     * @return the watched claim, or empty if that claim does not hold the slot any more
     */
    public Optional<WatchedClaimGuard> watch(long claimId) {
        Object seen = GUARD.getAcquire(this);
        if (seen instanceof ClaimGuard live) {
            WatchedClaimGuard watched = new WatchedClaimGuard(live, ids, claimId);
            return holds(claimId) && GUARD.compareAndSet(this, live, watched) ? Optional.of(watched) : Optional.empty();
        }
        return seen instanceof WatchedClaimGuard watched && watched.claimId() == claimId
                ? Optional.of(watched)
                : Optional.empty();
    }

    /** Whether {@code thread} makes the call of the present claim. Calls of other threads may overlap it. */
    public boolean isCalledBy(Thread thread) {
        Object seen = GUARD.getAcquire(this);
        ClaimGuard guard =
                seen instanceof WatchedClaimGuard watched ? watched.guard().orElse(null) : (ClaimGuard) seen;
        return guard != null && guard.isCalledBy(thread);
    }

    private boolean holds(long claimId) {
        return heldClaim(0).filter(claim -> claim.claimId() == claimId).isPresent();
    }

    /** The last claims that ended, the oldest first, at most {@code most}. */
    List<RecordedClaim> recordedClaims(long now, int most) {
        return flight.claims(ids, backend, calls, now, most);
    }

    /** The record of its claims. */
    FlightRecorder flight() {
        return flight;
    }

    /** The claim that ended last; empty if there is none. Only the owner of the slot calls this. */
    public Optional<RecordedClaim> lastClaim(long now) {
        return recordedClaims(now, 1).stream().findFirst();
    }

    /** Adds totals that were read before, and the present histograms, to a snapshot. */
    void addTo(SnapshotBuilder builder, String shownUnder, LedgerTotals totals) {
        accounts.addTo(builder, shownUnder, totals);
    }

    /** The totals up to {@code now}; {@code earlier} if no attempt to read succeeded. */
    LedgerTotals totals(LedgerTotals earlier, long now) {
        LedgerTotals seen = read(call -> accounts.totals(sequence, isHeld() ? currentClaim(now, call) : null));
        return seen == null ? earlier : seen;
    }

    /** What operations have of this slot at {@code now}; null if nothing. */
    LedgerReader.@Nullable OperationView operations(long now) {
        return read(call -> {
            LedgerTotals.ClaimInFlight claim = isHeld() ? currentClaim(now, call) : null;
            Operation within =
                    claim == null ? null : attributes(GUARD.getAcquire(this)).withinOrNull();
            return LedgerReader.OperationView.of(share, within, claim);
        });
    }

    void flushOperation() {
        beginWrite();
        share.flush();
        endWrite();
    }

    /**
     * The current claim, with its times up to {@code now}, or up to the last recorded moment if that is later.
     *
     * @param call the sequence number of the calls
     */
    private LedgerTotals.ClaimInFlight currentClaim(long now, long call) {
        boolean calling = CallTimes.isUnderWay(call);
        boolean resets = releasing != 0;
        long recorded = calls.lastRecorded(call);
        long closed = Nanos.later(resets ? closing : now, recorded);
        long until = resets ? Nanos.later(now, closed) : closed;
        long hold = Math.max(0, closed - flight.handoverNanos());
        long underWay = calling ? Math.max(0, closed - calls.beginNanos()) : 0;
        return new LedgerTotals.ClaimInFlight(
                call >> 1,
                calls.executed(call >> 1) + underWay,
                calls.longest(),
                calling && !resets,
                hold,
                resets,
                until - closed,
                until - flight.beginNanos(),
                waiting);
    }

    /** The fence orders the reads of the values before the second read of the version. */
    private boolean isUnchangedSince(long before) {
        VarHandle.loadLoadFence();
        return (before & 1) == 0 && before == (long) VERSION.getOpaque(this);
    }

    @Override
    public String toString() {
        return "ledger of a slot of " + backend;
    }
}
