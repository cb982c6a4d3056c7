package dev.penstock.pool;

import dev.penstock.backends.Backends;
import dev.penstock.backends.Slot;
import dev.penstock.backends.SlotListener;
import dev.penstock.backends.SlotState;
import dev.penstock.pool.jdbc.ClaimedConnection;
import dev.penstock.pool.jdbc.SlotReturn;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.ReasonTimeline;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of a claim: a free slot at once, else a place in the queue until a slot, a deadline or a reason to give up.
 *
 * <p>Thread-safe. The deadline is counted from the entry of {@link #claim} and bounds everything, validation
 * included. Every way out of here gives its slot to a connection, to a waiter, or back.
 */
final class Claims implements SlotListener, SlotReturn {
    private volatile PoolSettings settings;
    private final WaitAccounts accounts;
    private final NanoClock clock;
    private volatile ClaimedConnection.SessionPolicy sessions;
    private volatile long aliveBypassNanos;
    private final ClaimQueue queue = new ClaimQueue();
    private final ReasonTimeline reasons;
    private final Backends backends;
    private final Diagnosis diagnosis;
    private volatile boolean closed;
    private volatile boolean suspended;

    Claims(PoolSettings settings, WaitAccounts accounts, PoolSettings.BackendsFactory factory) {
        this.settings = settings;
        this.accounts = accounts;
        this.clock = accounts.clock();
        this.sessions = sessions(settings);
        this.aliveBypassNanos = settings.aliveBypassWindow().toNanos();
        this.reasons = accounts.openQueue(WaitEvent.CLAIM_WAIT_DISCOVERY);
        this.backends = factory.create(this);
        this.diagnosis = new Diagnosis(settings, backends, queue, accounts.ids());
    }

    private static ClaimedConnection.SessionPolicy sessions(PoolSettings settings) {
        return new ClaimedConnection.SessionPolicy(settings.session(), (int)
                settings.policy().life().validationTimeout().toMillis());
    }

    /** From here on, claims obey these settings. */
    void apply(PoolSettings fresh) {
        settings = fresh;
        sessions = sessions(fresh);
        aliveBypassNanos = fresh.aliveBypassWindow().toNanos();
    }

    /** Lets claims wait until {@link #resume}. */
    void suspend() {
        suspended = true;
    }

    /** Ends what {@link #suspend} began. */
    void resume() {
        suspended = false;
        offerFree();
    }

    Backends backends() {
        return backends;
    }

    Diagnosis diagnosis() {
        return diagnosis;
    }

    /** One claim: a connection, or an exception that says why there is none, by the deadline. */
    Connection claim() throws SQLException {
        long began = clock.nanoTime();
        Slot slot = closed || suspended ? null : backends.tryClaim();
        if (slot != null && trusted(slot, began)) {
            return handOut(slot, began);
        }
        return claimSlowly(slot, began);
    }

    /** A slot that became free after {@code now} was read has been unused for no time, not for less than none. */
    private boolean trusted(Slot slot, long now) {
        long unused = Math.max(0, now - slot.freeSince());
        return unused < aliveBypassNanos && !slot.set().failedSince(slot.freeSince());
    }

    private Connection handOut(Slot slot, long began) {
        try {
            Connection connection = new ClaimedConnection(slot, this, sessions);
            slot.ledger().claimedAtOnce(began);
            return connection;
        } catch (Throwable e) {
            broken(slot, SlotState.CLAIMED, "handing it over failed: " + e);
            throw e;
        }
    }

    private Connection claimSlowly(@Nullable Slot first, long began) throws SQLException {
        Attempt attempt = attempt(first, began);
        try {
            return attempt.run();
        } catch (Throwable e) {
            attempt.fail();
            throw e;
        }
    }

    private Attempt attempt(@Nullable Slot first, long began) {
        try {
            return new Attempt(accounts.acquire(began), first);
        } catch (Throwable e) {
            if (first != null) {
                clean(first, SlotState.CLAIMED, first.freeSince());
            }
            throw e;
        }
    }

    /** One claim that did not get a trusted slot at once. Confined to its claimant. */
    private final class Attempt {
        private final AcquireTimeline timeline;
        private final long timeout = settings.connectionTimeout().toNanos();
        private @Nullable Slot slot;
        private boolean queued;
        /** The last reading of the clock: where the accounts of this acquire must end, whatever the timeline has. */
        private long reading;

        Attempt(AcquireTimeline timeline, @Nullable Slot slot) {
            this.timeline = timeline;
            this.slot = slot;
            this.reading = timeline.began();
        }

        /** Nanoseconds until the deadline; without one, for ever. Right whatever the clock reads, and when it wraps. */
        private long left() {
            return timeout == 0 ? Long.MAX_VALUE : timeout - (clock.nanoTime() - timeline.began());
        }

        Connection run() throws SQLException {
            boolean bounced = false;
            while (true) {
                Slot candidate = slot == null ? await(bounced) : slot;
                slot = candidate;
                if (trusted(candidate, timeline.cursor()) || validate(candidate)) {
                    Connection connection = new ClaimedConnection(candidate, Claims.this, sessions);
                    candidate.ledger().claimed(timeline, reading);
                    slot = null;
                    return connection;
                }
                bounced = true;
                slot = null;
                broken(candidate, SlotState.CLAIMED, "it failed its validation before use");
                slot = backends.tryClaim();
            }
        }

        /** Gives back what the claim may have when it fails. */
        void fail() {
            Slot left = slot;
            if (left != null) {
                slot = null;
                broken(left, SlotState.CLAIMED, "its claim failed before it was handed over");
            }
            timeline.failed(reading);
        }

        /**
         * An interrupt from before does not keep a claim from a slot that is free; one that comes meanwhile ends it.
         */
        private boolean validate(Slot candidate) throws SQLException {
            long limit = Math.min(settings.policy().life().validationTimeout().toNanos(), left());
            if (limit <= 0) {
                slot = null;
                clean(candidate, SlotState.CLAIMED, candidate.freeSince());
                throw diagnosis.timedOut(timeline);
            }
            boolean interruptedBefore = Thread.interrupted();
            boolean interrupted = false;
            try {
                return backends.validate(candidate, Duration.ofNanos(limit));
            } catch (InterruptedException e) {
                interrupted = true;
            } finally {
                reading = clock.nanoTime();
                timeline.validated(candidate.set().backend().label(), reading);
                if (interrupted || interruptedBefore) {
                    Thread.currentThread().interrupt();
                }
            }
            throw diagnosis.interrupted(timeline);
        }

        private Slot await(boolean bounced) throws SQLException {
            Waiter waiter = new Waiter(Thread.currentThread());
            reasons.change(backends.waitReason(), clock.nanoTime());
            timeline.queued(reasons);
            queued = true;
            boolean served = false;
            try {
                if (bounced) {
                    queue.requeue(waiter);
                } else {
                    queue.enqueue(waiter);
                }
                Slot given = waitFor(waiter);
                served = true;
                return given;
            } finally {
                dequeued();
                if (!served) {
                    withdraw(waiter);
                }
            }
        }

        private void dequeued() {
            if (queued) {
                queued = false;
                reading = clock.nanoTime();
                timeline.dequeued(reading);
            }
        }

        private Slot waitFor(Waiter waiter) throws SQLException {
            if (closed) {
                throw ended(diagnosis::closed);
            }
            backends.wanted(timeline.claimId());
            offerFree();
            while (true) {
                Slot served = waiter.slot();
                if (served != null) {
                    return served;
                }
                giveUpIfInVain();
                park(waiter);
            }
        }

        private void park(Waiter waiter) throws SQLException {
            long left = left();
            if (left <= 0) {
                throw ended(diagnosis::timedOut);
            }
            LockSupport.parkNanos(waiter, left);
        }

        private void giveUpIfInVain() throws SQLException {
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw ended(diagnosis::interrupted);
            }
            if (closed) {
                throw ended(diagnosis::closed);
            }
            Diagnosis.Hopeless reason = diagnosis.hopeless().orElse(null);
            if (reason != null) {
                throw ended(at -> diagnosis.failure(reason, at));
            }
        }

        /** Ends the wait now, so that the failure can tell all of it. */
        private SQLException ended(Function<AcquireTimeline, SQLException> failure) {
            dequeued();
            return failure.apply(timeline);
        }

        private void withdraw(Waiter waiter) {
            Slot given = queue.withdraw(waiter) ? null : waiter.slot();
            if (given != null) {
                clean(given, SlotState.CLAIMED, given.freeSince());
            }
        }
    }

    @Override
    public NanoClock clock() {
        return clock;
    }

    @Override
    public void clean(Slot slot, SlotState from, long now) {
        if (slot.condemned()) {
            backends.retire(slot, from);
            return;
        }
        SlotState state = from;
        if (!suspended && !queue.isEmpty()) {
            slot.handOver(from, now);
            state = SlotState.CLAIMED;
            if (queue.handOver(slot)) {
                return;
            }
        }
        free(slot, state, now);
        offerFree();
    }

    /** Makes a slot claimable, unless it was condemned meanwhile: then nobody else looks after it any more. */
    private void free(Slot slot, SlotState from, long now) {
        slot.free(from, now);
        if (slot.condemned() && slot.tryClaim()) {
            backends.retire(slot, SlotState.CLAIMED);
        }
    }

    @Override
    public void broken(Slot slot, SlotState from, String reason) {
        if (slot.condemned()) {
            backends.retire(slot, from);
        } else {
            backends.discard(slot, from, reason);
        }
    }

    /** Brings free slots and waiters together, the oldest waiter first. */
    private void offerFree() {
        while (!suspended && !queue.isEmpty()) {
            Slot slot = backends.tryClaim();
            if (slot == null) {
                return;
            }
            if (!queue.handOver(slot)) {
                free(slot, SlotState.CLAIMED, slot.freeSince());
            }
        }
    }

    @Override
    public void slotFree(Slot slot) {
        offerFree();
    }

    @Override
    public void routingChanged() {
        reasons.change(backends.waitReason(), clock.nanoTime());
        offerFree();
        if (!queue.isEmpty() && diagnosis.hopeless().isPresent()) {
            queue.wakeAll();
        }
    }

    @Override
    public int waiting() {
        return queue.size();
    }

    /** Refuses claims from here on, those that wait among them. */
    void close() {
        closed = true;
        queue.wakeAll();
    }
}
