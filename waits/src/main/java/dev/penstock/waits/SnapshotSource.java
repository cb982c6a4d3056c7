package dev.penstock.waits;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sums ledgers, meters and claims in flight to snapshots. Thread-safe.
 *
 * <p>The lock lets one thread at a time read. No claim takes it, and no birth or end of a slot waits for it: a ledger
 * that is closed meanwhile is folded into the sums by the thread that has the lock.
 */
final class SnapshotSource {
    private final NanoClock clock;
    private final WaitMeters meters;
    private final ClaimFailureCounts failures;
    private final Set<AcquireTimeline> acquiring;
    private final long since;
    private final Map<ClaimLedger, LedgerReader> ledgers = new ConcurrentHashMap<>();
    private final Queue<ClaimLedger> closed = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** The records of closed ledgers and of retired backends. */
    @GuardedBy("lock")
    private final Map<String, Map<WaitEvent, EventStats>> folded = new HashMap<>();

    @GuardedBy("lock")
    private ClaimTotals foldedClaims = ClaimTotals.NONE;

    @GuardedBy("lock")
    private final PublishedTotals published = new PublishedTotals();

    /** A number for each known backend. A backend that comes back after its retirement gets a new number. */
    @GuardedBy("lock")
    private final Map<String, Long> incarnations = new HashMap<>();

    @GuardedBy("lock")
    private long incarnationsSoFar;

    /** The moment of the last snapshot. */
    @GuardedBy("lock")
    private long latest;

    /** The sums of these records, which others write meanwhile. */
    SnapshotSource(NanoClock clock, WaitMeters meters, ClaimFailureCounts failures, Set<AcquireTimeline> acquiring) {
        this.clock = clock;
        this.meters = meters;
        this.failures = failures;
        this.acquiring = acquiring;
        this.since = clock.nanoTime();
        this.latest = since;
    }

    void open(ClaimLedger ledger) {
        ledgers.put(ledger, new LedgerReader(ledger));
    }

    /** Keeps the sums of a ledger that no thread writes any more. */
    void close(ClaimLedger ledger) {
        closed.add(ledger);
        foldIfUnlocked();
    }

    /** The ledgers that are open. */
    Set<ClaimLedger> open() {
        return Set.copyOf(ledgers.keySet());
    }

    /** Folds closed ledgers, unless another thread has the lock: that thread calls this method when it is done. */
    private void foldIfUnlocked() {
        while (!closed.isEmpty() && lock.tryLock()) {
            try {
                foldClosed();
            } finally {
                lock.unlock();
            }
        }
    }

    @GuardedBy("lock")
    private void foldClosed() {
        SnapshotBuilder last = new SnapshotBuilder(latest);
        for (ClaimLedger ledger = closed.poll(); ledger != null; ledger = closed.poll()) {
            LedgerReader reader = ledgers.remove(ledger);
            if (reader != null) {
                reader.addTo(last);
            }
        }
        fold(last);
    }

    @GuardedBy("lock")
    private void fold(SnapshotBuilder last) {
        foldedClaims = foldedClaims.plus(last.claims());
        last.stats().forEach((backend, events) -> {
            Map<WaitEvent, EventStats> kept = folded.computeIfAbsent(backend, name -> new EnumMap<>(WaitEvent.class));
            events.forEach((event, stats) -> kept.merge(event, stats.withoutActive(), EventStats::plus));
        });
    }

    /** Counts the sums of a backend as the pool's own from now on. */
    void retireBackend(String backend) {
        lock.lock();
        try {
            foldClosed();
            incarnations.remove(backend);
            published.retire(backend);
            meters.retire(backend);
            for (LedgerReader reader : ledgers.values()) {
                if (reader.ledger().backend().equals(backend)) {
                    reader.retireBackend();
                }
            }
            Map<WaitEvent, EventStats> events = folded.remove(backend);
            if (events != null) {
                SnapshotBuilder last = new SnapshotBuilder(latest);
                events.forEach((event, stats) ->
                        last.event(WaitMeters.NO_BACKEND, event).add(stats));
                fold(last);
            }
        } finally {
            lock.unlock();
        }
        foldIfUnlocked();
    }

    /** An immutable copy of all sums up to now, with their distributions or without. */
    WaitSnapshot snapshot(boolean distributions) {
        WaitSnapshot taken;
        lock.lock();
        try {
            taken = take(distributions);
        } finally {
            lock.unlock();
        }
        foldIfUnlocked();
        return taken;
    }

    /** The same; null if another thread takes a snapshot, or ends a backend. */
    @Nullable
    WaitSnapshot trySnapshot(boolean distributions) {
        if (!lock.tryLock()) {
            return null;
        }
        WaitSnapshot taken;
        try {
            taken = take(distributions);
        } finally {
            lock.unlock();
        }
        foldIfUnlocked();
        return taken;
    }

    /** Claims in flight are read last: a claim that ends meanwhile may be missed, but does not count twice. */
    @GuardedBy("lock")
    private WaitSnapshot take(boolean distributions) {
        foldClosed();
        long now = Nanos.later(clock.nanoTime(), latest);
        latest = now;
        SnapshotBuilder sums = new SnapshotBuilder(now, distributions);
        sums.addClaims(foldedClaims);
        addFolded(sums);
        meters.addTo(sums);
        Map<ClaimTotals.Outcome, Long> failed = failures.byOutcome();
        sums.addClaims(failures.totals(failed));
        ledgers.values().forEach(reader -> reader.addTo(sums));
        acquiring.forEach(claim -> claim.addTo(sums, now));
        published.apply(sums);
        Map<String, Long> present = new HashMap<>();
        for (String backend : sums.backends()) {
            present.put(backend, incarnations.computeIfAbsent(backend, name -> ++incarnationsSoFar));
        }
        return new WaitSnapshot(Instant.now(), now - since, sums.claims(), failed, sums.stats(), present);
    }

    @GuardedBy("lock")
    private void addFolded(SnapshotBuilder sums) {
        folded.forEach((backend, events) -> events.forEach((event, stats) -> {
            if (sums.takesDistributions()) {
                sums.event(backend, event).add(stats);
            } else {
                sums.event(backend, event).addCounts(stats);
            }
        }));
    }
}
