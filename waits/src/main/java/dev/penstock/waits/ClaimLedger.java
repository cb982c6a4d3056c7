package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one slot: the claim that holds it now, and what all its claims so far took.
 *
 * <p><b>Writing.</b> Whoever holds the slot is the only writer; its plain writes are published by the store that makes the
 * slot claimable. Calls of a claim that overlap, made by several threads on one connection, are counted as the first of
 * them. No method allocates (but for a histogram's pages, once each), blocks or throws.
 *
 * <p><b>Reading.</b> Any thread at any time, without stopping the writer: a version that is odd while the writer is at work
 * lets the reader try again (the seqlock of Linux, after Lamport's "Concurrent reading and writing", 1977). After
 * {@value #READ_ATTEMPTS} attempts it takes what it sees, which can be off by the claim that is being written.
 */
public final class ClaimLedger {
    private static final int READ_ATTEMPTS = 8;
    private static final WaitEvent[] EVENTS = {
        WaitEvent.CLAIM_ACQUIRE,
        WaitEvent.CLAIM_HOLD,
        WaitEvent.CLAIM_EXECUTE,
        WaitEvent.CLAIM_IDLE,
        WaitEvent.CLAIM_RELEASE,
        WaitEvent.CLAIM_RESET
    };
    private static final VarHandle VERSION;
    private static final VarHandle CALLER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            VERSION = lookup.findVarHandle(ClaimLedger.class, "version", long.class);
            CALLER = lookup.findVarHandle(ClaimLedger.class, "caller", Thread.class);
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

    private long version;
    private long sequence;
    private long claimId;
    private long began;
    private long handedOver;
    private long acquireUnaccounted;
    private long callBegan;
    private long executed;
    private long ended;
    private long wall;
    private long unaccounted;
    private @Nullable Thread holder;
    private @Nullable Thread caller;

    ClaimLedger(String backend) {
        this.backend = backend;
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
        claimed(timeline.claimId(), timeline.began(), timeline.cursor(), timeline.accountedNanos());
    }

    private void claimed(long id, long beganAt, long handedOverAt, long accounted) {
        beginWrite();
        sequence++;
        claimId = id;
        began = beganAt;
        handedOver = handedOverAt;
        acquireUnaccounted = handedOverAt - beganAt - accounted;
        executed = 0;
        caller = null;
        holder = Thread.currentThread();
        acquire.record(handedOverAt - beganAt);
        endWrite();
    }

    /** The ID of the claim that holds the slot, or held it last. */
    public long claimId() {
        return claimId;
    }

    /** A JDBC call goes to the driver at {@code now}. */
    public void callBegins(long now) {
        if (caller == null) {
            callBegan = now;
            CALLER.setRelease(this, Thread.currentThread());
        }
    }

    /** The JDBC call that this thread began came back at {@code now}. */
    public void callEnds(long now) {
        if (caller != Thread.currentThread()) {
            return;
        }
        long duration = Math.max(0, now - callBegan);
        beginWrite();
        caller = null;
        executed += duration;
        execute.record(duration);
        endWrite();
    }

    /**
     * The claim is over: {@code close()} was entered at {@code closing}, resetting the session took {@code resetNanos}
     * (negative where nothing had to be reset), and the slot is claimable again or retired at {@code now}.
     */
    public void released(long closing, long resetNanos, long now) {
        long held = Math.max(0, closing - handedOver);
        long idled = Math.max(0, held - executed);
        long releasing = Math.max(0, now - closing);
        beginWrite();
        hold.record(held);
        idle.record(idled);
        release.record(releasing);
        if (resetNanos >= 0) {
            reset.record(resetNanos);
        }
        ended++;
        wall += now - began;
        unaccounted += (now - handedOver) - (executed + idled + releasing) + acquireUnaccounted;
        holder = null;
        caller = null;
        endWrite();
    }

    private void beginWrite() {
        VERSION.setOpaque(this, version | 1);
        VarHandle.storeStoreFence();
    }

    private void endWrite() {
        VERSION.setRelease(this, (version | 1) + 1);
    }

    /** The claim that holds the slot at {@code now}, if one does. */
    public Optional<HeldClaim> held(long now) {
        HeldClaim seen = null;
        for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
            long before = (long) VERSION.getAcquire(this);
            seen = readHeld(now);
            VarHandle.loadLoadFence();
            if ((before & 1) == 0 && before == (long) VERSION.getOpaque(this)) {
                break;
            }
            Thread.onSpinWait();
        }
        return Optional.ofNullable(seen);
    }

    private @Nullable HeldClaim readHeld(long now) {
        Thread thread = holder;
        if (thread == null) {
            return null;
        }
        boolean calling = CALLER.getAcquire(this) != null;
        return new HeldClaim(claimId, thread, Math.max(0, now - handedOver), calling ? Math.max(0, now - callBegan) : -1);
    }

    /** Adds what was recorded until now to a snapshot being built. */
    void addTo(SnapshotBuilder builder) {
        Totals totals = totals();
        for (int i = 0; i < EVENTS.length; i++) {
            EventTally tally = builder.tally(backend, EVENTS[i]);
            LedgerAccount.Counts counts = totals.counts[i];
            tally.addCounts(counts.count(), totals.active(EVENTS[i]), counts.nanos(), counts.max());
            accounts[i].addBucketsTo(tally);
        }
        builder.addClaims(totals.claims);
    }

    private Totals totals() {
        Totals seen = readTotals();
        for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
            long before = (long) VERSION.getAcquire(this);
            seen = readTotals();
            VarHandle.loadLoadFence();
            if ((before & 1) == 0 && before == (long) VERSION.getOpaque(this)) {
                break;
            }
            Thread.onSpinWait();
        }
        return seen;
    }

    private Totals readTotals() {
        LedgerAccount.Counts[] counts = new LedgerAccount.Counts[EVENTS.length];
        for (int i = 0; i < EVENTS.length; i++) {
            counts[i] = accounts[i].counts();
        }
        boolean held = holder != null;
        boolean calling = held && CALLER.getAcquire(this) != null;
        return new Totals(counts, held, calling, new ClaimTotals(ended, 0, wall, unaccounted));
    }

    /** What a ledger had recorded at one moment, histograms apart. */
    private static final class Totals {
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

        int active(WaitEvent event) {
            boolean active =
                    switch (event) {
                        case CLAIM_HOLD -> held;
                        case CLAIM_EXECUTE -> calling;
                        case CLAIM_IDLE -> held && !calling;
                        default -> false;
                    };
            return active ? 1 : 0;
        }
    }
}
