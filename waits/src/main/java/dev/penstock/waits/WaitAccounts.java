package dev.penstock.waits;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The accounts of one pool: the ledgers of its slots, the meters of all other waits, and the wait reasons of its
 * queues.
 *
 * <p>Thread-safe. Recording never waits for a reader: the lock is taken only to open and close ledgers, to retire a
 * backend, and to read.
 */
public final class WaitAccounts {
    private final NanoClock clock;
    private final CorrelationIds ids;
    private final WaitMeters meters = new WaitMeters();
    private final List<ReasonTimeline> queues = new CopyOnWriteArrayList<>();
    private final LongAdder failed = new LongAdder();
    private final LongAdder failedWall = new LongAdder();
    private final LongAdder failedUnaccounted = new LongAdder();
    private final long since;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<ClaimLedger, LedgerReader> ledgers = new LinkedHashMap<>();

    /** The records of closed ledgers and of retired backends. */
    @GuardedBy("lock")
    private final Map<String, Map<WaitEvent, EventStats>> folded = new HashMap<>();

    @GuardedBy("lock")
    private ClaimTotals foldedClaims = ClaimTotals.NONE;

    /** A number for each known backend. A backend that comes back after its retirement gets a new number. */
    @GuardedBy("lock")
    private final Map<String, Long> incarnations = new HashMap<>();

    @GuardedBy("lock")
    private long incarnationsSoFar;

    /** Creates empty accounts, timed by {@code clock}. */
    public WaitAccounts(NanoClock clock, CorrelationIds ids) {
        this.clock = clock;
        this.ids = ids;
        this.since = clock.nanoTime();
    }

    /** The clock that times every interval of this pool. */
    public NanoClock clock() {
        return clock;
    }

    /** The source of this pool's IDs. */
    public CorrelationIds ids() {
        return ids;
    }

    /** The meters of waits that park or cross a network. */
    public WaitMeters meters() {
        return meters;
    }

    /** Opens the reasons of one more queue of claims. Its waiters count as active in each snapshot. */
    public ReasonTimeline openQueue(WaitEvent reason) {
        ReasonTimeline queue = new ReasonTimeline(reason, clock.nanoTime());
        queues.add(queue);
        return queue;
    }

    /** Opens the ledger of one more slot of {@code backend}. */
    public ClaimLedger openLedger(String backend) {
        ClaimLedger ledger = new ClaimLedger(backend, ids);
        lock.lock();
        try {
            ledgers.put(ledger, new LedgerReader(ledger));
        } finally {
            lock.unlock();
        }
        return ledger;
    }

    /**
     * Closes the ledger of a slot that no longer exists, and keeps its sums. No thread may write the ledger any more.
     */
    public void closeLedger(ClaimLedger ledger) {
        SnapshotBuilder last = new SnapshotBuilder();
        lock.lock();
        try {
            LedgerReader reader = ledgers.remove(ledger);
            if (reader != null) {
                reader.addTo(last);
                fold(last);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Retires a backend that no longer exists. Its sums count as the pool's own from now on, and so do all waits that
     * its ledgers and meters record later. A backend that comes back begins with empty sums.
     */
    public void retireBackend(String backend) {
        SnapshotBuilder last = new SnapshotBuilder();
        lock.lock();
        try {
            incarnations.remove(backend);
            meters.retire(backend);
            for (LedgerReader reader : ledgers.values()) {
                if (reader.ledger().backend().equals(backend)) {
                    reader.retireBackend();
                }
            }
            Map<WaitEvent, EventStats> events = folded.remove(backend);
            if (events != null) {
                events.forEach((event, stats) ->
                        last.event(WaitMeters.NO_BACKEND, event).add(stats));
            }
            fold(last);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void fold(SnapshotBuilder last) {
        foldedClaims = foldedClaims.plus(last.claims());
        last.stats().forEach((backend, events) -> {
            Map<WaitEvent, EventStats> kept = folded.computeIfAbsent(backend, name -> new EnumMap<>(WaitEvent.class));
            events.forEach((event, stats) -> kept.merge(event, stats.withoutActive(), EventStats::plus));
        });
    }

    /**
     * Begins the timeline of a claim that met no free slot, and that entered {@code getConnection()} at {@code began}.
     */
    public AcquireTimeline beginAcquire(long began) {
        return new AcquireTimeline(this, ids.next(), began);
    }

    void recordFailedClaim(long wallNanos, long accountedNanos) {
        meters.meter(WaitEvent.CLAIM_ACQUIRE).record(wallNanos);
        failed.increment();
        failedWall.add(wallNanos);
        failedUnaccounted.add(wallNanos - accountedNanos);
    }

    /** The claims in the flight recorder: the last ended claims of each slot, the latest first. */
    public List<RecordedClaim> recordedClaims() {
        List<ClaimLedger> open;
        lock.lock();
        try {
            open = List.copyOf(ledgers.keySet());
        } finally {
            lock.unlock();
        }
        long now = clock.nanoTime();
        return open.stream()
                .flatMap(ledger -> ledger.recordedClaims(now).stream())
                .sorted(Comparator.comparingLong(RecordedClaim::beganNanosAgo))
                .toList();
    }

    /** An immutable copy of all sums up to now. */
    public WaitSnapshot snapshot() {
        SnapshotBuilder builder = new SnapshotBuilder();
        Map<String, Long> present = new HashMap<>();
        lock.lock();
        try {
            builder.addClaims(foldedClaims);
            folded.forEach((backend, events) -> events.forEach(
                    (event, stats) -> builder.event(backend, event).add(stats)));
            ledgers.values().forEach(reader -> reader.addTo(builder));
            meters.addTo(builder);
            queues.forEach(queue -> queue.addTo(builder));
            for (String backend : builder.backends()) {
                present.put(backend, incarnations.computeIfAbsent(backend, name -> ++incarnationsSoFar));
            }
        } finally {
            lock.unlock();
        }
        long failures = failed.sum();
        builder.addClaims(new ClaimTotals(failures, failures, failedWall.sum(), failedUnaccounted.sum()));
        return new WaitSnapshot(Instant.now(), clock.nanoTime() - since, builder.claims(), builder.stats(), present);
    }
}
