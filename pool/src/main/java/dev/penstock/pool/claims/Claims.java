package dev.penstock.pool.claims;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.Scheduler;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotListener;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.diagnosis.Diagnosis;
import dev.penstock.pool.diagnosis.LeakWatch;
import dev.penstock.pool.jdbc.ClaimedConnection;
import dev.penstock.pool.jdbc.SlotReturn;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way of a claim and of its slot: a free slot at once, else a place in the queue; then back to who waits, or free.
 *
 * <p>Thread-safe. The deadline is counted from the entry of {@link #claim} and bounds everything, validation
 * included. Every way out of here gives its slot to a connection, to a waiter, or back.
 *
 * <p><b>Who gets a slot that is given back.</b> The oldest waiter, unless {@link BargingPolicy} lets it become free for
 * whoever runs: where slots are held for a short time only, to wake a thread for each costs more than what is done
 * with it.
 */
public final class Claims implements SlotListener, SlotReturn {
    /** The delay past which the policy codel sheds waiters. */
    public static final Duration QUEUE_TARGET = Duration.ofMillis(100);

    /** What a slot counts as held for that was not used, and is free since a moment that has long passed. */
    private static final long UNUSED = Long.MAX_VALUE;

    private final WaitAccounts accounts;
    private final NanoClock clock;
    private final ReentrantLock gate = new ReentrantLock();
    private final ClaimQueue queue = new ClaimQueue();
    private final BargingPolicy barging = new BargingPolicy(queue);
    private final Demands demands;
    private final Backends backends;
    private final Scheduler scheduler;
    private final Diagnosis diagnosis;
    private final LeakWatch leaks;
    private final boolean recording;
    private final boolean suspendable;
    private final @Nullable NanoClock callClock;

    /** What follows from the settings; replaced as a whole. */
    private volatile ClaimTerms terms;

    /** Whether claims are served at all. */
    private volatile boolean open = true;

    private volatile boolean suspended;
    private volatile boolean closed;
    /** The time of the last beat, for a pool that records nothing and reads no clock for a claim. */
    private volatile long beat;

    public Claims(PoolSettings settings, WaitAccounts accounts, PoolSettings.BackendsFactory factory) {
        this.accounts = accounts;
        this.clock = accounts.clock();
        this.beat = clock.nanoTime();
        this.recording = settings.diagnosis().recording() != PoolSettings.Recording.OFF;
        this.suspendable = settings.claims().suspendable();
        this.callClock = settings.diagnosis().recording() == PoolSettings.Recording.FULL ? clock : null;
        this.terms = ClaimTerms.of(settings, this, new ReadOnlyRouting(this));
        this.backends = factory.create(this);
        this.demands = new Demands(settings.routing(), backends, queue, accounts);
        this.scheduler = backends.scheduler();
        this.diagnosis = new Diagnosis(this::settings, backends, queue, accounts.ids());
        this.leaks = new LeakWatch(this, backends, accounts.ids());
        apply(settings);
    }

    /** From here on claims obey {@code settings}; how much is recorded stays as it was. */
    public void apply(PoolSettings settings) {
        terms = ClaimTerms.of(settings, this, new ReadOnlyRouting(this));
        barging.setLimit(settings.claims().maxBarging());
        if (settings.claims().queuePolicy() == PoolSettings.QueuePolicy.FIFO) {
            queue.setShedding(null);
        } else if (!queue.isShedding()) {
            queue.setShedding(() -> new CoDel(QUEUE_TARGET));
        }
    }

    public PoolSettings settings() {
        return terms.settings();
    }

    public WaitAccounts accounts() {
        return accounts;
    }

    public Backends backends() {
        return backends;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    public Diagnosis diagnosis() {
        return diagnosis;
    }

    public LeakWatch leaks() {
        return leaks;
    }

    ClaimQueue queue() {
        return queue;
    }

    BargingPolicy barging() {
        return barging;
    }

    Demands demands() {
        return demands;
    }

    /** One claim: a connection, or an exception that says why there is none, by the deadline. */
    public Connection claim() throws SQLException {
        return claim(ClaimOptions.none());
    }

    /** One claim with a deadline or a name of its own. */
    public Connection claim(ClaimOptions options) throws SQLException {
        long began = now();
        Slot slot = open ? tryClaim(began, options) : null;
        if (suspendable && slot != null) {
            slot = unlessSuspended(slot);
        }
        if (slot != null && trusted(slot, began)) {
            return handOut(slot, began, options);
        }
        return Attempt.claim(this, slot, recording ? began : clock.nanoTime(), options);
    }

    /** A claim that says nothing, as nearly all do, goes the shortest way. */
    private @Nullable Slot tryClaim(long now, ClaimOptions options) {
        return options.target().isEmpty() ? backends.tryClaim(now) : demands.tryClaim(now, demands.of(options));
    }

    /**
     * A slot that was claimed while the pool was not suspended, as seen before; null, and it is given back, where it is
     * by now. Whoever suspends it sees slots that were claimed before this look, so that none is claimed unseen.
     */
    @Nullable
    public Slot unlessSuspended(Slot slot) {
        if (open) {
            return slot;
        }
        unused(slot);
        return null;
    }

    /** A slot that became free after {@code now} was read has been unused for no time, not for less than none. */
    boolean trusted(Slot slot, long now) {
        long unused = Math.max(0, now - slot.freeSince());
        return unused < terms.aliveBypassNanos() && !slot.set().failedSince(slot);
    }

    private Connection handOut(Slot slot, long began, ClaimOptions options) {
        try {
            ClaimedConnection connection = connection(slot, options);
            if (recording) {
                slot.ledger().recordImmediateClaim(connection, began);
            }
            return connection;
        } catch (Throwable e) {
            discarded(slot, SlotState.CLAIMED, DisconnectCause.client("handing it over failed: " + e));
            throw e;
        }
    }

    ClaimedConnection connection(Slot slot, ClaimOptions options) {
        ClaimTerms now = terms;
        return ClaimedConnection.of(slot, now.sessions(options), now.attributes(options));
    }

    @Override
    public long now() {
        return recording ? clock.nanoTime() : beat;
    }

    @Override
    public @Nullable NanoClock callClock() {
        return callClock;
    }

    @Override
    public boolean records() {
        return recording;
    }

    /** The time, for those who wait or look at waiters. */
    long precisely() {
        return clock.nanoTime();
    }

    /** A slot that was claimed and not used goes where it would have gone. */
    @Override
    public void unused(Slot slot) {
        released(slot, SlotState.CLAIMED, slot.freeSince(), UNUSED, false);
    }

    @Override
    public void released(Slot slot, SlotState from, long now, long heldNanos, boolean used) {
        if (slot.condemned()) {
            backends.retire(slot, from);
        } else if (queue.isEmpty() || !open || !handOver(slot, from, now, heldNanos, used)) {
            free(slot, from, now);
            if (!queue.isEmpty()) {
                alertOldest(slot);
            }
        }
    }

    /** Hands the slot to the oldest waiter that may have it, where that is due; else false, and nothing has changed. */
    private boolean handOver(Slot slot, SlotState from, long now, long heldNanos, boolean used) {
        long precise = recording && heldNanos < UNUSED ? now : clock.nanoTime();
        if (barging.passes(slot, precise, heldNanos)) {
            return false;
        }
        slot.handOver(from, now);
        if (!queue.handOver(slot, precise, used && !barging.isStrict())) {
            free(slot, SlotState.CLAIMED, now);
            if (!queue.isEmpty()) {
                alertOldest(slot);
            }
        }
        return true;
    }

    /** Makes a slot claimable, unless it was condemned meanwhile: then nobody else looks after it any more. */
    private void free(Slot slot, SlotState from, long now) {
        slot.free(from, now);
        if (slot.condemned() && slot.tryClaim()) {
            backends.retire(slot, SlotState.CLAIMED);
        }
    }

    @Override
    public void discarded(Slot slot, SlotState from, DisconnectCause loss) {
        backends.discard(slot, from, loss);
    }

    @Override
    public void roleDoubted(Slot slot) {
        backends.doubtRole(slot);
    }

    /** The fence keeps what was freed before from being missed by a {@link #resume} that is not seen here. */
    private void alertOldest(Slot slot) {
        VarHandle.fullFence();
        if (open) {
            queue.notifyOldest(slot);
        }
    }

    /** Brings a free slot and the oldest waiter that may have it together; false where either is missing. */
    boolean offerOne() {
        if (!open || queue.isEmpty()) {
            return false;
        }
        long now = clock.nanoTime();
        Slot slot = demands.tryClaimForAny(now);
        if (slot == null || unlessSuspended(slot) == null) {
            return false;
        }
        offer(slot, now);
        return true;
    }

    private void offer(Slot slot, long now) {
        if (!queue.handOver(slot, now)) {
            free(slot, SlotState.CLAIMED, slot.freeSince());
            alertOldest(slot);
        }
    }

    /** Brings free slots and waiters together, the oldest waiter first. */
    private void offerFree() {
        boolean more = true;
        while (more) {
            more = offerOne();
        }
    }

    /**
     * A waiter has left. What it was to see to, the next sees to: a slot that it was told of and that is free still,
     * and one that may have become free as it came.
     */
    void left(Waiter waiter) {
        if (!queue.isEmpty() && (waiter.cameToEmptyQueue() || (waiter.isDelegated() && backends.hasFreeSlot()))) {
            VarHandle.fullFence();
            if (open) {
                queue.notifyOldest();
            }
        }
    }

    /** Why a claim with that demand has to wait now. */
    WaitEvent waitReason(@Nullable TargetServerType demand) {
        return suspended ? WaitEvent.CLAIM_WAIT_ADMIN : demands.waitReason(demand);
    }

    private void reasonsChanged() {
        demands.reasonsChanged(this::waitReason, clock.nanoTime());
    }

    @Override
    public void slotFree(Slot slot) {
        offerFree();
    }

    @Override
    public void beat() {
        long now = clock.nanoTime();
        beat = now;
        barging.beat();
        leaks.look(now);
    }

    @Override
    public void routingChanged() {
        reasonsChanged();
        offerFree();
        if (!queue.isEmpty() && diagnosis.hopeless().isPresent()) {
            queue.wakeAll();
        }
    }

    @Override
    public int waiting() {
        return queue.size();
    }

    @Override
    public boolean waitsFor(TargetServerType target) {
        return queue.hasWaiterFor(target);
    }

    /** From here on claims wait, until their deadline or {@link #resume}; those that have a connection keep it. */
    public void suspend() {
        set(() -> suspended = true);
        reasonsChanged();
    }

    /** Serves claims again. */
    public void resume() {
        set(() -> suspended = false);
        routingChanged();
    }

    private void set(Runnable change) {
        gate.lock();
        try {
            change.run();
            open = !suspended && !closed;
        } finally {
            gate.unlock();
        }
    }

    /** Whether claims are served. */
    public boolean isOpen() {
        return open;
    }

    boolean isClosed() {
        return closed;
    }

    /** Refuses claims from here on, those that wait among them. */
    public void close() {
        set(() -> closed = true);
        queue.wakeAll();
    }
}
