package dev.penstock.waits;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All that one pool records: the ledgers of its slots, the meters of everything else, and the queues' reasons.
 *
 * <p>Thread-safe. Recording never waits for a reader: the lock here is taken to open and close ledgers and to read.
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
    private final Set<ClaimLedger> ledgers = new LinkedHashSet<>();

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

    /** The clock that every interval here is read from. */
    public NanoClock clock() {
        return clock;
    }

    /** The IDs that events here are known by. */
    public CorrelationIds ids() {
        return ids;
    }

    /** The meters of waits that have parked or crossed a network. */
    public WaitMeters meters() {
        return meters;
    }

    /** Adds the reasons of one more queue of claims, whose waiters count as active in each snapshot. */
    public ReasonTimeline openQueue(WaitEvent reason) {
        ReasonTimeline queue = new ReasonTimeline(reason, clock.nanoTime());
        queues.add(queue);
        return queue;
    }

    /** Adds the ledger of one more slot of {@code backend}. */
    public ClaimLedger openLedger(String backend) {
        ClaimLedger ledger = new ClaimLedger(backend);
        lock.lock();
        try {
            ledgers.add(ledger);
        } finally {
            lock.unlock();
        }
        return ledger;
    }

    /** The slot of {@code ledger} is gone for good: keeps what it recorded, and forgets it. No writer may be left. */
    public void closeLedger(ClaimLedger ledger) {
        SnapshotBuilder last = new SnapshotBuilder();
        lock.lock();
        try {
            if (ledgers.remove(ledger)) {
                ledger.addTo(last);
                fold(last);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A backend is gone for good: what was recorded of it counts as the pool's own from here on, and so does what its
     * ledgers and meters still get. If it comes back, it begins anew.
     */
    public void retireBackend(String backend) {
        SnapshotBuilder last = new SnapshotBuilder();
        lock.lock();
        try {
            incarnations.remove(backend);
            meters.retire(backend);
            for (ClaimLedger ledger : ledgers) {
                if (ledger.backend().equals(backend)) {
                    ledger.orphan();
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
            events.forEach((event, stats) -> kept.merge(event, stats.ended(), EventStats::plus));
        });
    }

    /** Begins the timeline of a claim that got no connection at once; {@code began} is when it entered. */
    public AcquireTimeline beginAcquire(long began) {
        return new AcquireTimeline(this, ids.next(), began);
    }

    void recordFailedClaim(long wallNanos, long accountedNanos) {
        meters.meter(WaitEvent.CLAIM_ACQUIRE).record(wallNanos);
        failed.increment();
        failedWall.add(wallNanos);
        failedUnaccounted.add(wallNanos - accountedNanos);
    }

    /** What the flight recorder has: the last claims of each slot that ended, the latest first. */
    public List<RecordedClaim> recordedClaims() {
        List<ClaimLedger> open;
        lock.lock();
        try {
            open = List.copyOf(ledgers);
        } finally {
            lock.unlock();
        }
        long now = clock.nanoTime();
        return open.stream()
                .flatMap(ledger -> ledger.recordedClaims(now).stream())
                .sorted(Comparator.comparingLong(RecordedClaim::beganAgo))
                .toList();
    }

    /** What was recorded until now. */
    public WaitSnapshot snapshot() {
        SnapshotBuilder builder = new SnapshotBuilder();
        Map<String, Long> present = new HashMap<>();
        lock.lock();
        try {
            builder.addClaims(foldedClaims);
            folded.forEach((backend, events) -> events.forEach(
                    (event, stats) -> builder.event(backend, event).add(stats)));
            ledgers.forEach(ledger -> ledger.addTo(builder));
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
