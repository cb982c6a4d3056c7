package dev.penstock.waits.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.recorder.EventRing;
import dev.penstock.waits.sessions.SessionCounts;
import dev.penstock.waits.sessions.SessionView;
import dev.penstock.waits.sessions.SlotMoves;
import dev.penstock.waits.text.ForeignText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records what a pool does, once a second: the load, the claims in flight and the use of its slots.
 *
 * <p>Thread-safe. No claim waits for the recorder, the recorder waits for nobody, and it changes nothing in the pool.
 */
public final class Recorder implements Records {
    /** The time between two records. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    /** The greatest length of the text of a violation, in characters. */
    static final int MAX_TEXT = 1_000;

    private static final long HISTORY_BYTES = 16L << 20;

    private final WaitAccounts accounts;
    private final NanoClock clock;
    private final InstantSource wallClock;
    private final InFlightSource inFlight;
    private final IntSupplier maximum;
    private final LoadTimeline load = new LoadTimeline();
    private final ClaimHistory history;
    private final UsageMeter usage = new UsageMeter();
    private final PromiseLog promises = new PromiseLog();

    /** The unaccounted time of the last record, in nanoseconds. */
    private volatile long unaccounted;

    /** The stores that others keep. */
    private final List<Supplier<StoreView>> others = new CopyOnWriteArrayList<>();

    /** Held while a record is made. A thread that finds it held leaves the record to the other. */
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable WaitSnapshot last;

    @GuardedBy("lock")
    private long recorded;

    @GuardedBy("lock")
    private Instant latest = Instant.MIN;

    /**
     * A recorder of one pool.
     *
     * @param accounts the accounts of the pool
     * @param inFlight reads the claims in flight
     * @param maximum the most slots that the pool may have now
     * @param wallClock the time of the day; it may step back, and records go on at the latest moment then
     */
    public Recorder(WaitAccounts accounts, InFlightSource inFlight, IntSupplier maximum, InstantSource wallClock) {
        this.accounts = accounts;
        this.clock = accounts.clock();
        this.inFlight = inFlight;
        this.maximum = maximum;
        this.wallClock = wallClock;
        this.history = new ClaimHistory(accounts.ids(), HISTORY_BYTES, new SplittableRandom(0));
    }

    /** Shows a store that another part of the pool keeps among {@link #stores}. */
    public void addStore(Supplier<StoreView> store) {
        others.add(store);
    }

    /**
     * Records, if a record is due. Records less often than once a second if it is called less often.
     *
     * @param now the time of the pool's clock, in nanoseconds
     * @param period the time until the next call
     */
    public void beat(long now, Duration period) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (last == null || now - recorded >= INTERVAL.toNanos() - period.toNanos() / 2) {
                record(now, period.compareTo(INTERVAL) > 0 ? period : INTERVAL);
            }
        } finally {
            lock.unlock();
        }
    }

    /** If another thread takes a snapshot at this moment, the next beat records. */
    @GuardedBy("lock")
    private void record(long now, Duration due) {
        WaitSnapshot taken = accounts.tryTotals().orElse(null);
        if (taken == null) {
            return;
        }
        WaitSnapshot before = last;
        last = taken;
        unaccounted = taken.unaccountedNanos();
        recorded = now;
        Instant at = now();
        InFlightSource.InFlight claims = inFlight.read(now, INTERVAL.toNanos());
        history.record(at, claims.claims(), claims.total());
        if (before == null) {
            return;
        }
        WaitSnapshot since = taken.minus(before);
        load.record(at, since, due);
        boolean waited = since.event(WaitEvent.CLAIM_WAIT_SLOT).totalNanos() > 0;
        int used = inFlight.slotsInUse();
        usage.record(Math.max(1, Math.round(since.covered().toMillis() / 1_000.0)), used, maximum.getAsInt(), waited);
    }

    /** The time of the day; never before the record before. */
    @GuardedBy("lock")
    private Instant now() {
        Instant read = wallClock.instant();
        latest = read.isBefore(latest) ? latest : read;
        return latest;
    }

    /** The wall time of claims that no event was charged with at the last record, in nanoseconds; it should be 0. */
    public long unaccountedNanos() {
        return unaccounted;
    }

    /** Records that the pool has found a promise violated; {@code text} says what was seen, without foreign text. */
    public void recordViolation(Promise promise, String text) {
        String line = ForeignText.line(text, MAX_TEXT);
        promises.add(new PromiseLog.Violation(wallClock.instant(), promise, line));
    }

    @Override
    public Reconciliation reconciliation() {
        return Reconciliation.of(load, history);
    }

    @Override
    public List<SessionView> sessions() {
        return inFlight.sessions().sessions();
    }

    @Override
    public List<SlotMove> slotMoves() {
        Instant at = wallClock.instant();
        long now = clock.nanoTime();
        return inFlight.sessions().moves().all().stream()
                .map(move -> new SlotMove(
                        at.minusNanos(now - move.nanos()), move.backend(), move.slot(), move.from(), move.to()))
                .toList();
    }

    @Override
    public SessionCounts sessionCounts() {
        return inFlight.sessions().counts();
    }

    @Override
    public PromiseLog promises() {
        return promises;
    }

    @Override
    public List<ClaimSample> activity() {
        Instant at = wallClock.instant();
        InFlightSource.InFlight claims = inFlight.read(clock.nanoTime(), 0);
        double weight = claims.claims().isEmpty()
                ? 1
                : (double) claims.total() / claims.claims().size();
        return claims.claims().stream()
                .map(claim -> ClaimSample.of(accounts.ids(), at, weight, claim))
                .toList();
    }

    @Override
    public LoadTimeline load() {
        return load;
    }

    @Override
    public ClaimHistory history() {
        return history;
    }

    @Override
    public Usage usage() {
        return usage.usage(maximum.getAsInt());
    }

    @Override
    public List<StoreView> stores() {
        EventRing.Size events = accounts.events().size();
        List<StoreView> views = new ArrayList<>(List.of(load.view(), history.view(), promises.view()));
        views.add(new StoreView(
                "rare_events",
                events.oldest(),
                events.events(),
                events.bytes(),
                EventRing.MOST_BYTES,
                events.dropped(),
                events.truncated()));
        WaitAccounts.RecordedSize claims = accounts.recordedSize();
        views.add(new StoreView(
                "claims",
                claims.claims() == 0
                        ? Optional.empty()
                        : Optional.of(wallClock.instant().minusNanos(claims.oldestNanosAgo())),
                claims.claims(),
                claims.bytes(),
                claims.mostBytes(),
                claims.dropped(),
                0));
        List<SlotMove> moves = slotMoves();
        views.add(new StoreView(
                "slot_moves",
                moves.stream().findFirst().map(SlotMove::at),
                moves.size(),
                moves.size() * SlotMoves.MOVE_BYTES,
                SlotMoves.MOST * SlotMoves.MOVE_BYTES,
                inFlight.sessions().moves().dropped(),
                0));
        others.forEach(store -> views.add(store.get()));
        return List.copyOf(views);
    }
}
