package dev.penstock.waits;

import dev.penstock.waits.calls.SqlDigests;
import dev.penstock.waits.calls.SqlSyntax;
import dev.penstock.waits.jfr.FlightEvents;
import dev.penstock.waits.jfr.PoolFlight;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.OperationAccounts;
import dev.penstock.waits.operations.OperationSums;
import dev.penstock.waits.operations.TraceContext;
import dev.penstock.waits.recorder.EventRing;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one pool: the ledgers of its slots, the meters of all other waits, and the claims that wait.
 *
 * <p>Thread-safe. Recording never waits for a reader.
 */
public final class WaitAccounts {
    private final NanoClock clock;
    private final CorrelationIds ids;
    private final WaitMeters meters = new WaitMeters();
    private final ClaimFailureCounts failures = new ClaimFailureCounts();

    /** The claims that met no free slot and have no connection yet. */
    private final Set<AcquireTimeline> acquiring = ConcurrentHashMap.newKeySet();

    private final OperationAccounts operations;
    private final SnapshotSource source;

    private final InstantSource wallClock;
    private final EventRing events;

    /** Set at most once, before the pool starts. */
    private volatile PoolFlight flight = PoolFlight.NONE;

    private final SqlDigests digests;
    private final FlightRecorder.Memory memory = new FlightRecorder.Memory();

    /** Creates empty accounts, timed by {@code clock}. */
    public WaitAccounts(NanoClock clock, CorrelationIds ids) {
        this(clock, ids, InstantSource.system(), SqlSyntax.ANY);
    }

    /**
     * Creates empty accounts.
     *
     * @param clock times every interval
     * @param wallClock the time of the day, of snapshots and rare events
     * @param syntax the rules by which the servers read SQL
     */
    public WaitAccounts(NanoClock clock, CorrelationIds ids, InstantSource wallClock, SqlSyntax syntax) {
        this.clock = clock;
        this.digests = new SqlDigests(syntax);
        this.wallClock = wallClock;
        this.events = new EventRing(wallClock);
        this.ids = ids;
        this.operations = new OperationAccounts(AcquireTimeline.REASONS, this::addInFlight);
        this.source = new SnapshotSource(clock, wallClock, meters, failures, acquiring, operations);
    }

    /** The clock that times every interval of this pool. */
    public NanoClock clock() {
        return clock;
    }

    /** The time of the day. */
    public InstantSource wallClock() {
        return wallClock;
    }

    /** The source of this pool's IDs. */
    public CorrelationIds ids() {
        return ids;
    }

    /** The rare events of this pool. */
    public EventRing events() {
        return events;
    }

    /** The JFR events of this pool. */
    public PoolFlight flight() {
        return flight;
    }

    /** Records JFR events from now on, as those of the pool with this name. Called once, before the pool starts. */
    public void recordFlight(String pool) {
        flight = FlightEvents.of(pool);
    }

    /** Shows the SQL of this pool's claims without literals. */
    public SqlDigests digests() {
        return digests;
    }

    /** The meters of waits that park or cross a network. */
    public WaitMeters meters() {
        return meters;
    }

    /** The sums of claims by operation. */
    public OperationAccounts operations() {
        return operations;
    }

    private void addInFlight(Operation operation, long now, OperationSums sums) {
        source.addInFlight(operation, now, sums);
    }

    /** Opens the reasons of one more queue of claims. */
    public ReasonTimeline openQueue(WaitEvent reason) {
        return new ReasonTimeline(reason, clock.nanoTime());
    }

    /** Opens the ledger of one more slot of {@code backend}. */
    public ClaimLedger openLedger(String backend) {
        ClaimLedger ledger = new ClaimLedger(backend, ids, operations, memory);
        source.open(ledger);
        return ledger;
    }

    /**
     * Closes the ledger of a slot that no longer exists, and keeps its sums. No thread may write the ledger any more.
     */
    public void closeLedger(ClaimLedger ledger) {
        source.close(ledger);
        ledger.flight().close();
    }

    /**
     * Retires a backend that no longer exists. Its sums count as the pool's own from now on, and so do all waits that
     * its ledgers and meters record later. A backend that comes back begins with empty sums. Waits for a snapshot that
     * is being taken.
     */
    public void retireBackend(String backend) {
        source.retireBackend(backend);
    }

    /**
     * Begins the timeline of a claim that met no free slot, and that entered {@code getConnection()} at {@code began}.
     * The claim is in flight until a ledger records it, or until {@link AcquireTimeline#recordFailure} or {@link
     * AcquireTimeline#endUnrecorded}.
     */
    public AcquireTimeline beginAcquire(long began) {
        return beginAcquire(began, null);
    }

    /**
     * Begins a timeline as {@link #beginAcquire(long)}. The calling thread is the claimant.
     *
     * @param within the operation to which the claim belongs; null if there is none
     */
    public AcquireTimeline beginAcquire(long began, @Nullable Operation within) {
        AcquireTimeline timeline = prepareAcquire(began, within);
        timeline.enterFlight();
        return timeline;
    }

    /**
     * Begins a timeline as {@link #beginAcquire(long, Operation)}, but the claim is in flight only from {@link
     * AcquireTimeline#enterFlight} on.
     */
    public AcquireTimeline prepareAcquire(long began, @Nullable Operation within) {
        return new AcquireTimeline(this, ids.next(), began, within);
    }

    void add(AcquireTimeline timeline) {
        acquiring.add(timeline);
    }

    void remove(AcquireTimeline timeline) {
        acquiring.remove(timeline);
    }

    /** The number of claims that wait or validate a connection; an estimate while claims come and go. */
    public int waitingCount() {
        return acquiring.size();
    }

    /**
     * The claims that wait at {@code now} or validate a connection, in no order. Thread-safe; no claim waits.
     *
     * @param step 1 for all claims; otherwise one claim in so many, others at each moment
     */
    public List<WaitingClaim> waitingClaims(long now, int step) {
        List<WaitingClaim> waiting = new ArrayList<>();
        int place = Math.floorMod(Long.hashCode(now), step);
        for (AcquireTimeline claim : acquiring) {
            if (place++ % step == 0) {
                claim.waiting(now).ifPresent(waiting::add);
            }
        }
        return waiting;
    }

    /** The longest time since a claim that has no connection yet began, in nanoseconds; 0 if there is none. */
    public long oldestWaitNanos() {
        long now = clock.nanoTime();
        long oldest = 0;
        for (AcquireTimeline claim : acquiring) {
            oldest = Math.max(oldest, now - claim.beginNanos());
        }
        return oldest;
    }

    void recordFailedClaim(ClaimTotals.Outcome outcome, long wallNanos, long accountedNanos) {
        meters.meter(WaitEvent.CLAIM_ACQUIRE).record(wallNanos);
        failures.record(outcome, wallNanos, accountedNanos);
    }

    /**
     * The waits of all claims of one slot up to {@code now} by event, without distributions, minus {@code earlier} of
     * the same slot; all 0 if no attempt to read succeeded.
     */
    public static Map<WaitEvent, EventStats> stats(ClaimLedger ledger, long now, Map<WaitEvent, EventStats> earlier) {
        LedgerTotals seen = ledger.totals(LedgerTotals.NONE, now);
        SnapshotBuilder builder = new SnapshotBuilder(now, false);
        ledger.addTo(builder, ledger.backend(), seen);
        Map<WaitEvent, EventStats> stats = builder.stats().getOrDefault(ledger.backend(), Map.of());
        Map<WaitEvent, EventStats> before = seen.equals(LedgerTotals.NONE) ? Map.of() : earlier;
        stats.replaceAll((event, waits) -> waits.minus(before.getOrDefault(event, EventStats.NONE)));
        return stats;
    }

    /** The claims in the flight recorder: the last ended claims of each slot, the latest first. */
    public List<RecordedClaim> recordedClaims() {
        return recordedClaims(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * As {@link #recordedClaims()}, but of about {@code most} slots, others at each moment, and at most {@code
     * mostOfSlot} of each: its cost is bounded.
     */
    public List<RecordedClaim> recordedClaims(int most, int mostOfSlot) {
        long now = clock.nanoTime();
        Set<ClaimLedger> ledgers = source.open();
        int step = (ledgers.size() - 1) / most + 1;
        int place = Math.floorMod(Long.hashCode(now), step);
        List<RecordedClaim> claims = new ArrayList<>();
        for (ClaimLedger ledger : ledgers) {
            if (place++ % step == 0) {
                claims.addAll(ledger.recordedClaims(now, mostOfSlot));
            }
        }
        claims.sort(Comparator.comparingLong(RecordedClaim::beganNanosAgo));
        return claims;
    }

    /**
     * The size of the flight recorder's claims at one moment: an immutable value.
     *
     * @param claims the number of claims
     * @param oldestNanosAgo the time since the begin of the oldest claim, in nanoseconds; 0 if there is none
     * @param bytes their memory, in bytes
     * @param mostBytes their memory at most with the present slots, in bytes
     * @param dropped the number of claims that made room for later ones, or whose slot has ended
     */
    public record RecordedSize(long claims, long oldestNanosAgo, long bytes, long mostBytes, long dropped) {}

    /** The size of the flight recorder's claims now. */
    public RecordedSize recordedSize() {
        long now = clock.nanoTime();
        long claims = 0;
        long oldest = 0;
        long bytes = 0;
        long recorded = 0;
        Set<ClaimLedger> ledgers = source.open();
        for (ClaimLedger ledger : ledgers) {
            FlightRecorder flight = ledger.flight();
            FlightRecorder.Kept kept = flight.kept();
            bytes += flight.bytes();
            recorded += flight.recorded();
            if (kept != null) {
                claims += kept.records();
                oldest = Math.max(oldest, now - kept.oldestNanos());
            }
        }
        long mostBytes = (FlightRecorder.Memory.PAGES + (long) FlightRecorder.OWN_PAGES * ledgers.size())
                * FlightRecorder.PAGE_BYTES;
        return new RecordedSize(claims, oldest, bytes, mostBytes, memory.dropped() + Math.max(0, recorded - claims));
    }

    /**
     * An immutable copy of all sums up to now. Waits for a snapshot that another thread takes; no claim and no slot
     * waits for this one.
     */
    public WaitSnapshot snapshot() {
        return source.snapshot(true);
    }

    /**
     * A snapshot without distributions, for a fraction of its cost: counts, times and maxima are as in {@link
     * #snapshot}, and each percentile is 0.
     */
    public WaitSnapshot totals() {
        return source.snapshot(false);
    }

    /** The same as {@link #totals}, but empty if another thread takes a snapshot: the caller does not wait. */
    public Optional<WaitSnapshot> tryTotals() {
        return Optional.ofNullable(source.trySnapshot(false));
    }

    /** The same as {@link #snapshot}, but empty if another thread takes a snapshot: the caller does not wait. */
    public Optional<WaitSnapshot> trySnapshot() {
        return Optional.ofNullable(source.trySnapshot(true));
    }

    /**
     * A claim that has no connection yet, at the moment when another thread looked: an immutable value.
     *
     * <p>It keeps the claimant reachable, and with that thread its class loader. Do not keep it.
     *
     * @param ids the pool's IDs, which print {@code claimId}
     * @param claimId its ID
     * @param claimant the thread that waits
     * @param event the event on which it waits
     * @param claimNanos the time since {@code getConnection()} was entered, in nanoseconds
     * @param eventNanos the time since it waits on {@code event}, in nanoseconds
     * @param operation the application's name for its work
     * @param trace the span in which it was made, if it is known
     * @param intervals its waits up to now, in order; their sum is {@code claimNanos}
     * @param notifier the thread that made the claim ready to run, if {@code event} is {@code claim_dispatch}
     */
    public record WaitingClaim(
            CorrelationIds ids,
            long claimId,
            Thread claimant,
            WaitEvent event,
            long claimNanos,
            long eventNanos,
            Optional<String> operation,
            Optional<TraceContext> trace,
            List<ReasonTimeline.Interval> intervals,
            Optional<Thread> notifier) {
        /** For example {@code claim 7f3a9c01d4-2-1042 of thread 'main' on claim_wait_slot for 1.9 s}. */
        @Override
        public String toString() {
            return "claim " + ids.format(claimId)
                    + operation.map(name -> " for '" + name + "'").orElse("") + " of thread '" + claimant.getName()
                    + "' on " + event + " for " + DurationFormat.format(eventNanos);
        }
    }
}
