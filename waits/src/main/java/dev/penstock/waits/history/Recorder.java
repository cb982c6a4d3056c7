package dev.penstock.waits.history;

import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records what a pool does, once a second: the load, the claims in flight and the use of its slots.
 *
 * <p>One thread at a time calls {@link #beat}; all other methods are thread-safe. No claim waits for the recorder, and
 * the recorder changes nothing in the pool.
 */
public final class Recorder implements Records {
    /** The time between two records. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    /** The number of claims whose stack is read, the oldest ones. Each reading stops a thread for a moment. */
    static final int STACKS = 16;

    private static final long HISTORY_BYTES = 16L << 20;

    private final WaitAccounts accounts;
    private final NanoClock clock;
    private final InstantSource wallClock;
    private final InFlightSource inFlight;
    private final IntSupplier maximum;
    private final LoadTimeline load = new LoadTimeline();
    private final ClaimHistory history;
    private final UsageMeter usage = new UsageMeter();

    /** The last record. Used by the recording thread only, as the next two fields. */
    private @Nullable WaitSnapshot last;

    private long recorded;
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
        this.history = new ClaimHistory(accounts.ids(), HISTORY_BYTES, new SplittableRandom(recorded));
    }

    /**
     * Records, if a record is due. Records less often than once a second if it is called less often.
     *
     * @param now the time of the pool's clock, in nanoseconds
     * @param period the time until the next call
     */
    public void beat(long now, Duration period) {
        if (last == null || now - recorded >= INTERVAL.toNanos() - period.toNanos() / 2) {
            recorded = now;
            record(now, period.compareTo(INTERVAL) > 0 ? period : INTERVAL);
        }
    }

    private void record(long now, Duration due) {
        Instant at = now();
        WaitSnapshot taken = accounts.snapshot();
        load.record(at, taken, due);
        InFlightSource.InFlight claims = inFlight.read(now, STACKS);
        history.record(at, claims.claims(), claims.total(), claims.unreadable());
        WaitSnapshot before = last;
        last = taken;
        boolean waited = before != null && slotWaits(taken) > slotWaits(before);
        usage.record(inFlight.slotsInUse(), waited);
    }

    private static long slotWaits(WaitSnapshot snapshot) {
        return snapshot.event(WaitEvent.CLAIM_WAIT_SLOT).totalNanos();
    }

    /** The time of the day; never before the record before. */
    private Instant now() {
        Instant read = wallClock.instant();
        latest = read.isBefore(latest) ? latest : read;
        return latest;
    }

    @Override
    public List<ClaimSample> activity() {
        Instant at = wallClock.instant();
        InFlightSource.InFlight claims = inFlight.read(clock.nanoTime(), STACKS);
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
        return List.of(load.view(), history.view());
    }
}
