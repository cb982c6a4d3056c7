package dev.penstock.waits;

import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.TraceContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The acquire of one claim that met no free slot at once, split by wait reason.
 *
 * <p>A cursor runs from the claim's begin to its end. Each interval begins at the end of the interval before it and is
 * charged to one reason; therefore the reasons add up to the acquire. Only the claimant writes.
 *
 * <p><b>Reading.</b> Snapshots read a timeline in flight by a sequence lock, as they read a {@link ClaimLedger}. The
 * claimant records an interval in the shared meters and moves the cursor in one write. A reader reads the meters first.
 * Therefore it may miss an interval that ends meanwhile, but never counts it twice.
 */
public final class AcquireTimeline {
    /**
     * The state of a queued claim that another thread decides: whether the claimant is ready to run. A reader calls
     * both methods at any time.
     */
    public interface Readiness {
        /** Whether a slot was handed to the claim, or the claim was refused or notified, and it does not run yet. */
        boolean isReady();

        /** The moment since which the claim is ready, in nanoseconds of the pool's clock. */
        long readySince();

        /** The thread that made the claim ready; null if it is not known. */
        default @Nullable Thread notifier() {
            return null;
        }
    }

    static final int FIRST = WaitEvent.CLAIM_WAIT_SLOT.ordinal();
    static final int REASONS = WaitEvent.CLAIM_DISPATCH.ordinal() - FIRST + 1;
    private static final WaitEvent[] EVENTS = WaitEvent.values();
    private static final int READ_ATTEMPTS = 64;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(AcquireTimeline.class, "version", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WaitAccounts accounts;
    private final long claimId;
    private final long began;
    private final Thread claimant = Thread.currentThread();
    private final @Nullable Operation within;
    /** Nanoseconds of each reason. The index is its distance from the first reason, because reasons are adjacent. */
    private final long[] spent = new long[REASONS];

    private final ReasonTimeline.IntervalLog log = new ReasonTimeline.IntervalLog();

    /** Odd while the claimant writes. */
    private long version;

    /** A bit for each reason that occurred. */
    private int charged;

    private @Nullable Readiness readiness;
    private ReasonTimeline.@Nullable Span queuedIn;
    private volatile @Nullable TraceContext trace;
    private @Nullable String validating;
    private boolean ended;

    /** Whether this claim is among those in flight. Used by the claimant only. */
    private boolean inFlight;

    private long cursor;
    private long accounted;

    AcquireTimeline(WaitAccounts accounts, long claimId, long began, @Nullable Operation within) {
        this.accounts = accounts;
        this.claimId = claimId;
        this.began = began;
        this.within = within;
        this.cursor = began;
    }

    /** The claim's ID. */
    public long claimId() {
        return claimId;
    }

    /** The name of the operation to which the claim belongs. */
    public Optional<String> operation() {
        return Optional.ofNullable(within).map(Operation::name);
    }

    /** The operation to which the claim belongs; null if there is none. */
    public @Nullable Operation within() {
        return within;
    }

    /** The span in which the claim is made; null if it is not known. */
    public @Nullable TraceContext trace() {
        return trace;
    }

    /** Notes the span in which the claim is made. Called by the claimant. */
    public void setTrace(@Nullable TraceContext span) {
        trace = span;
    }

    /** The claim's printed ID. */
    public String claim() {
        return accounts.ids().format(claimId);
    }

    /** The entry of {@code getConnection()}, in nanoseconds of the pool's clock. */
    public long beginNanos() {
        return began;
    }

    /** The moment up to which the acquire is accounted for. */
    public long cursor() {
        return cursor;
    }

    /** The sum of all reasons so far, in nanoseconds. */
    long accountedNanos() {
        return accounted;
    }

    /** The nanoseconds of each reason so far, unmodifiable. */
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
     * Begins a wait in a queue, at the cursor; {@code reasons} has its reasons. {@link #dequeue} follows each call of
     * this method.
     *
     * @param claimant whether the claimant is ready to run; that time counts as {@code claim_dispatch}
     * @throws IllegalStateException if the claim is queued already
     */
    public void enqueue(ReasonTimeline reasons, Readiness claimant) {
        if (queuedIn != null) {
            throw new IllegalStateException("claim " + claim() + " is queued already");
        }
        beginWrite();
        queuedIn = reasons.latest();
        readiness = claimant;
        endWrite();
    }

    /**
     * Charges the time between the cursor and {@code now} to the queue's reasons, up to the moment at which the claim
     * became ready to run, and the rest to {@code claim_dispatch}. The claim stays queued.
     *
     * @throws IllegalStateException if the claim is not queued
     */
    public void settle(long now) {
        beginWrite();
        try {
            chargeWait(now);
        } finally {
            endWrite();
        }
    }

    /**
     * Ends the wait in the queue, and charges its time as {@link #settle}. A {@code now} before the cursor counts as
     * the cursor.
     *
     * @throws IllegalStateException if the claim is not queued
     */
    public void dequeue(long now) {
        beginWrite();
        try {
            chargeWait(now);
            queuedIn = null;
            readiness = null;
        } finally {
            endWrite();
        }
    }

    private void chargeWait(long now) {
        Readiness claimant = readiness;
        ReasonTimeline.Span span = queuedIn;
        if (claimant == null || span == null) {
            throw new IllegalStateException("claim " + claim() + " is not queued");
        }
        boolean ready = claimant.isReady();
        queuedIn = chargeReasons(span, ready ? readyBetween(claimant, cursor, now) : now);
        if (ready) {
            spend(WaitEvent.CLAIM_DISPATCH, now);
        }
    }

    /** Charges the time up to {@code now} to the reasons, and returns the span in which {@code now} lies. */
    private ReasonTimeline.Span chargeReasons(ReasonTimeline.Span first, long now) {
        ReasonTimeline.Span span = first;
        while (true) {
            ReasonTimeline.Span next = span.next;
            if (next == null || !Nanos.isAfter(now, next.since)) {
                spend(span.reason, now);
                return span;
            }
            if (Nanos.isAfter(next.since, cursor)) {
                spend(span.reason, next.since);
            }
            span = next;
        }
    }

    /** The moment at which the claimant became ready to run, not before {@code from} and not after {@code until}. */
    static long readyBetween(Readiness claimant, long from, long until) {
        long since = Nanos.later(from, claimant.readySince());
        return Nanos.isAfter(since, until) ? until : since;
    }

    /** Begins the validation of a connection of {@code backend}, at the cursor. */
    public void beginValidation(String backend) {
        enterFlight();
        beginWrite();
        validating = backend;
        endWrite();
    }

    /** Charges the time between the cursor and {@code now} to the validation of a connection of {@code backend}. */
    public void recordValidation(String backend, long now) {
        beginWrite();
        try {
            accounts.meters().meter(WaitEvent.CLAIM_VALIDATE, backend).record(now - cursor);
            advance(WaitEvent.CLAIM_VALIDATE, now);
            validating = null;
        } finally {
            endWrite();
        }
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
        accounts.operations().recordWait(within, index, nanos);
        if (nanos > 0) {
            log.add(reason, cursor - began);
        }
    }

    /** The intervals up to the cursor, in order; their sum is the acquire up to there. Called by the claimant. */
    public List<ReasonTimeline.Interval> intervals() {
        return log.intervals(cursor - began);
    }

    /**
     * Records that the claim ended at {@code now} without a connection. Time between the cursor and {@code now} is
     * unaccounted.
     *
     * @param outcome the reason; not {@link ClaimTotals.Outcome#OK}
     */
    public void recordFailure(ClaimTotals.Outcome outcome, long now) {
        markEnded();
        forget();
        accounts.recordFailedClaim(outcome, now - began, accounted);
        accounts.operations().recordFailure(within);
    }

    /** Ends the acquire of a claim that has a connection, if no ledger records claims. */
    public void endUnrecorded() {
        markEnded();
        forget();
    }

    /**
     * From now on snapshots count this claim, with its whole wait so far. A claim that parks or validates a connection
     * is in flight. A claim that finds a slot before that never enters: to enter and to leave costs more than its wait.
     */
    public void enterFlight() {
        if (!inFlight) {
            inFlight = true;
            accounts.add(this);
        }
    }

    /** Removes this claim from those in flight. */
    void forget() {
        if (inFlight) {
            inFlight = false;
            accounts.remove(this);
        }
    }

    /** From now on snapshots do not count this claim as in flight: another record does. */
    void markEnded() {
        beginWrite();
        ended = true;
        endWrite();
    }

    private void beginWrite() {
        VERSION.setOpaque(this, version | 1);
        VarHandle.storeStoreFence();
    }

    private void endWrite() {
        VERSION.setRelease(this, (version | 1) + 1);
    }

    /** Adds the interval that is under way at {@code now} to a snapshot. A claim that cannot be read adds nothing. */
    void addTo(SnapshotBuilder builder, long now) {
        ReasonTimeline.OpenInterval seen = read();
        if (seen != null && !seen.ended()) {
            seen.addTo(builder, began, now);
        }
    }

    /** The claim with the event it waits on at {@code now}; empty if its wait is over or cannot be read. */
    Optional<WaitAccounts.WaitingClaim> waiting(long now) {
        ReasonTimeline.OpenInterval seen = read();
        if (seen == null || seen.ended()) {
            return Optional.empty();
        }
        WaitEvent event = seen.event();
        if (event == null) {
            return Optional.empty();
        }
        long age = Math.max(0, now - began);
        long inEvent = Math.max(0, now - seen.since(event));
        Thread notifier = seen.readiness() == null ? null : seen.readiness().notifier();
        return Optional.of(new WaitAccounts.WaitingClaim(
                accounts.ids(),
                claimId,
                claimant,
                event,
                age,
                Math.min(age, inEvent),
                operation(),
                Optional.ofNullable(trace),
                seen.intervals(log.intervals(seen.cursor() - began), began, now),
                Optional.ofNullable(notifier).filter(thread -> event == WaitEvent.CLAIM_DISPATCH)));
    }

    /** What the claimant wrote last; null if no attempt to read succeeded. */
    private ReasonTimeline.@Nullable OpenInterval read() {
        for (int attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
            long before = (long) VERSION.getAcquire(this);
            ReasonTimeline.OpenInterval seen =
                    new ReasonTimeline.OpenInterval(cursor, accounted, queuedIn, readiness, validating, ended);
            VarHandle.loadLoadFence();
            if ((before & 1) == 0 && before == (long) VERSION.getOpaque(this)) {
                return seen;
            }
            LedgerReader.pause(attempt);
        }
        return null;
    }

    /** Spreads the claims over the tables of the set of claims in flight. */
    @Override
    public int hashCode() {
        return (int) ((claimId * SPREAD) >>> Integer.SIZE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    /** The claim and its reasons so far, for example {@code claim 7f3a9c01d4-2-1042: claim_wait_slot 1.0 s}. */
    @Override
    public String toString() {
        StringJoiner reasons = new StringJoiner(", ", "claim " + claim() + ": ", "");
        reasons().forEach((reason, nanos) -> reasons.add(reason + " " + DurationFormat.format(nanos)));
        return reasons.setEmptyValue("claim " + claim()).toString();
    }
}
