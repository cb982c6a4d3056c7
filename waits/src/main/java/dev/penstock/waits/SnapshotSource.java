package dev.penstock.waits;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.OperationAccount;
import dev.penstock.waits.operations.OperationAccounts;
import dev.penstock.waits.operations.OperationSums;
import java.time.InstantSource;
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
    private static final WaitEvent[] EVENTS = WaitEvent.values();

    private final NanoClock clock;
    private final InstantSource wallClock;
    private final WaitMeters meters;
    private final ClaimFailureCounts failures;
    private final Set<AcquireTimeline> acquiring;
    private final OperationAccounts operations;
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

    /** The same by operation. */
    @GuardedBy("lock")
    private final PublishedTotals publishedByOperation = new PublishedTotals();

    /** A number for each known backend. A backend that comes back after its retirement gets a new number. */
    @GuardedBy("lock")
    private final Map<String, Long> incarnations = new HashMap<>();

    @GuardedBy("lock")
    private long incarnationsSoFar;

    /** The moment of the last snapshot. */
    @GuardedBy("lock")
    private long latest;

    /** The sums of these records, which others write meanwhile. */
    SnapshotSource(
            NanoClock clock,
            InstantSource wallClock,
            WaitMeters meters,
            ClaimFailureCounts failures,
            Set<AcquireTimeline> acquiring,
            OperationAccounts operations) {
        this.clock = clock;
        this.wallClock = wallClock;
        this.meters = meters;
        this.failures = failures;
        this.acquiring = acquiring;
        this.operations = operations;
        this.since = clock.nanoTime();
        this.latest = since;
    }

    void open(ClaimLedger ledger) {
        ledgers.put(ledger, new LedgerReader(ledger));
    }

    /** Keeps the sums of a ledger that no thread writes any more. */
    void close(ClaimLedger ledger) {
        ledger.flushOperation();
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
        return new WaitSnapshot(
                wallClock.instant(),
                now - since,
                new WaitSnapshot.Claims(sums.claims(), failed),
                sums.stats(),
                byOperation(now),
                present);
    }

    /** The sums of claims by operation. Accounts are read first: no claim counts twice. */
    @GuardedBy("lock")
    private Map<String, Map<WaitEvent, EventStats>> byOperation(long now) {
        if (!operations.isUsed()) {
            return Map.of();
        }
        SnapshotBuilder sums = new SnapshotBuilder(now, false);
        operations.forEach((name, account) -> addAccount(sums.backend(name), account));
        for (ClaimLedger ledger : ledgers.keySet()) {
            LedgerReader.OperationView view = ledger.operations(now);
            if (view != null) {
                addView(sums, view);
            }
        }
        for (AcquireTimeline claim : acquiring) {
            Operation within = claim.within();
            if (within != null) {
                inFlight(claim, now).addTo(sums.backend(operations.shown(within.name())));
            }
        }
        publishedByOperation.apply(sums);
        return sums.statsOfOperations();
    }

    private static void addAccount(@Nullable EventStatsBuilder[] events, OperationAccount account) {
        for (int reason = 0; reason < AcquireTimeline.REASONS; reason++) {
            if (account.waits(reason) > 0) {
                SnapshotBuilder.in(events, EVENTS[AcquireTimeline.FIRST + reason])
                        .addCounts(account.waits(reason), 0, account.waitNanos(reason), 0);
            }
        }
        SnapshotBuilder.in(events, WaitEvent.CLAIM_ACQUIRE).addCounts(account.failed(), 0, 0, 0);
        addHolds(events, account.holds(), null);
    }

    private void addView(SnapshotBuilder sums, LedgerReader.OperationView view) {
        if (view.past() != null) {
            addHolds(sums.backend(operations.shown(view.past().name())), view.ended(), null);
        }
        if (view.present() != null) {
            addHolds(sums.backend(operations.shown(view.present().name())), view.current(), view.claim());
        }
    }

    /** Adds claims that ended, or the current claim of a slot. */
    private static void addHolds(
            @Nullable EventStatsBuilder[] events, OperationSums sums, LedgerTotals.@Nullable ClaimInFlight current) {
        int present = current == null ? 0 : 1;
        int releasing = current != null && current.releasing() ? 1 : 0;
        int executing = current != null && current.calling() ? 1 : 0;
        int holding = present - releasing;
        long ended = sums.claims();
        long held = sums.executing() + sums.idle();
        SnapshotBuilder.in(events, WaitEvent.CLAIM_ACQUIRE).addCounts(ended + present, 0, 0, 0);
        SnapshotBuilder.in(events, WaitEvent.CLAIM_HOLD).addCounts(ended, holding, held, 0);
        SnapshotBuilder.in(events, WaitEvent.CLAIM_RELEASE).addCounts(ended, releasing, sums.releasing(), 0);
        SnapshotBuilder.in(events, WaitEvent.CLAIM_EXECUTE).addCounts(sums.calls(), executing, sums.executing(), 0);
        SnapshotBuilder.in(events, WaitEvent.CLAIM_IDLE).addCounts(ended, holding - executing, sums.idle(), 0);
        long resets = current == null ? sums.resets() : 0;
        SnapshotBuilder.in(events, WaitEvent.CLAIM_RESET).addCounts(resets, releasing, sums.releasing(), 0);
    }

    /** The sums of one claim that waits. */
    private static SnapshotBuilder inFlight(AcquireTimeline claim, long now) {
        SnapshotBuilder one = new SnapshotBuilder(now, false);
        claim.addTo(one, now);
        return one;
    }

    /** Adds the times of claims of an operation, and of those within it, that no account has. */
    void addInFlight(Operation operation, long now, OperationSums sums) {
        for (ClaimLedger ledger : ledgers.keySet()) {
            LedgerReader.OperationView view = ledger.operations(now);
            if (view != null && view.past() != null && view.past().isWithin(operation)) {
                sums.add(view.ended());
            }
            if (view != null && view.present() != null && view.present().isWithin(operation)) {
                sums.add(view.current());
            }
        }
        for (AcquireTimeline claim : acquiring) {
            Operation within = claim.within();
            if (within != null && within.isWithin(operation)) {
                sums.addWaiting(inFlight(claim, now).acquireNanos());
            }
        }
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
