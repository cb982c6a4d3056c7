package dev.penstock.pool.claims;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.Scheduler;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.threads.NoThreadException;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.pool.jdbc.ClaimedConnection;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.ClaimTotals.Outcome;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.ReasonTimeline;
import dev.penstock.waits.operations.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The slow path of one claim, which did not get a trusted connection at once: it waits for a slot, and validates the
 * connection, until it has one or fails. Confined to its claimant.
 *
 * <p>The wait follows the protocol that {@link Waiter} documents.
 */
final class ClaimSlowPath {
    private static final long PROMPT_NANOS = 100_000;

    private final Claims claims;
    private final SlotDispatcher slots;
    private final ClaimFailures failures;
    private final ClaimQueue queue;
    private final Scheduler scheduler;
    private final NanoClock clock;
    private final AcquireTimeline timeline;
    private final ClaimOptions options;
    private final Duration timeout;
    private final @Nullable TargetServerType target;
    private final @Nullable Operation within;
    private final ClaimTracing.@Nullable Acquire trace;
    private @Nullable Slot slot;
    private @Nullable Waiter waiter;
    private @Nullable Waiter served;

    /** Whether the timeline charges the wait to the queue's reasons. */
    private boolean timed;

    private boolean spanNoted;

    /** How the claim ends if it gets no connection. */
    private Outcome outcome = Outcome.FAILED;

    /** The last reading of the clock: the account of this acquire ends there, whatever the timeline has. */
    private long reading;

    private ClaimSlowPath(Claims claims, AcquireTimeline timeline, @Nullable Slot slot, ClaimOptions options) {
        this.claims = claims;
        this.slots = claims.slots();
        this.failures = claims.failures();
        this.queue = claims.queue();
        this.scheduler = claims.backends().scheduler();
        this.clock = claims.accounts().clock();
        this.timeline = timeline;
        this.options = options;
        this.timeout = options.timeout().orElse(claims.settings().claims().timeout());
        this.target = claims.targets().of(options);
        this.within = timeline.within();
        this.slot = slot;
        this.reading = timeline.beginNanos();
        this.trace = claims.tracing().begin(timeline, within);
    }

    /** Completes a claim that began at {@code began}, with the slot {@code first}, if the claim has one already. */
    static Connection claim(
            Claims claims, @Nullable Slot first, long began, ClaimOptions options, @Nullable Operation within)
            throws SQLException {
        ClaimSlowPath path = of(claims, first, began, options, within);
        try {
            return path.run();
        } catch (Throwable e) {
            path.fail(e);
            throw e;
        }
    }

    private static ClaimSlowPath of(
            Claims claims, @Nullable Slot first, long began, ClaimOptions options, @Nullable Operation within) {
        AcquireTimeline timeline = null;
        try {
            timeline = claims.accounts().prepareAcquire(began, within);
            return new ClaimSlowPath(claims, timeline, first, options);
        } catch (Throwable e) {
            if (timeline != null) {
                timeline.recordFailure(Outcome.FAILED, began);
            }
            if (first != null) {
                claims.slots().unused(first);
            }
            throw e;
        }
    }

    /** Nanoseconds until the deadline; practically endless without one. Correct also if the clock wraps. */
    private long left() {
        long left = timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos() - (clock.nanoTime() - timeline.beginNanos());
        return within == null ? left : Math.min(left, within.remainingNanos());
    }

    private Connection run() throws SQLException {
        failIfOperationEnded();
        boolean bounced = false;
        while (true) {
            if (slot == null) {
                await(bounced);
            }
            Slot candidate = Objects.requireNonNull(slot, "a wait ends with a slot or throws");
            if (isUsable(candidate)) {
                return handOut(candidate);
            }
            bounced = true;
            Slot next = slots.isOpen() ? claims.targets().tryClaim(reading, target) : null;
            slot = next == null ? null : slots.keepIfOpen(next);
        }
    }

    /**
     * Whether the slot can serve the claim; if not, the slot is given back. A slot that was condemned in the instant in
     * which its holder freed it is retired, so that no claim gets a connection that was evicted before the claim.
     */
    private boolean isUsable(Slot candidate) throws SQLException {
        if (candidate.condemned()) {
            slot = null;
            slots.unused(candidate);
            return false;
        }
        DisconnectCause defect = claims.isTrusted(candidate, timeline.cursor()) ? null : validate(candidate);
        if (defect != null) {
            slot = null;
            slots.discarded(candidate, SlotState.CLAIMED, defect);
        }
        return defect == null;
    }

    private Connection handOut(Slot candidate) {
        ClaimedConnection connection = claims.connection(candidate, options, within, timeline.trace());
        ClaimObserver observer = slots.observer();
        if (reading - timeline.beginNanos() >= observer.leastAcquireNanos()) {
            observer.acquired(timeline, candidate, served == null ? null : served.handover());
        }
        if (trace != null) {
            trace.acquired(timeline, connection, candidate, served == null ? null : served.handover());
        }
        if (slots.records()) {
            candidate.ledger().recordClaim(connection, timeline, reading);
        } else {
            timeline.endUnrecorded();
        }
        slot = null;
        return connection;
    }

    /** Discards the slot of a claim that fails. */
    private void fail(Throwable failure) {
        Slot left = slot;
        try {
            if (left != null) {
                slot = null;
                slots.discarded(left, SlotState.CLAIMED, DisconnectCause.client("its claim failed before the handout"));
            }
        } finally {
            timeline.recordFailure(outcome, reading);
            slots.observer().failed(timeline, outcome, failure);
            if (trace != null) {
                trace.failed(timeline, outcome, failure);
            }
        }
    }

    /** Null if the connection is valid; otherwise the cause with which the slot is to be discarded. */
    private @Nullable DisconnectCause validate(Slot candidate) throws SQLException {
        long left = left();
        if (left <= 0) {
            slot = null;
            slots.unused(candidate);
            outcome = Outcome.TIMEOUT;
            throw failures.timedOut(timeline, timeout, target);
        }
        timeline.beginValidation(candidate.set().backend().label());
        try {
            return claims.check().validate(candidate, left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (NoThreadException e) {
            slot = null;
            slots.unused(candidate);
            throw failures.noThread(timeline, e);
        } finally {
            reading = clock.nanoTime();
            timeline.recordValidation(candidate.set().backend().label(), reading);
        }
        outcome = Outcome.INTERRUPTED;
        throw failures.interrupted(timeline);
    }

    private void await(boolean bounced) throws SQLException {
        Waiter fresh = new Waiter(scheduler, Thread.currentThread(), timeline.beginNanos(), target);
        ReasonTimeline reasons = claims.targets().reasons(target);
        reasons.setReason(claims.waitReason(target), clock.nanoTime());
        timeline.enqueue(reasons, fresh);
        timed = true;
        waiter = fresh;
        Runnable wake = () -> fresh.wake(clock.nanoTime());
        try {
            if (within != null) {
                within.beginWait(wake);
            }
            enqueue(fresh, bounced);
            slot = waitFor(fresh);
        } finally {
            if (within != null) {
                within.endWait(wake);
            }
            leave();
            endTimedWait();
        }
    }

    /** Fails a claim whose operation is cancelled or has reached its deadline before the claim waits. */
    private void failIfOperationEnded() throws SQLException {
        if (slot == null && within != null && !within.allowsClaims()) {
            boolean cancelled = within.isCancelled();
            outcome = cancelled ? Outcome.CANCELLED : Outcome.TIMEOUT;
            throw cancelled ? failures.cancelled(timeline) : failures.timedOut(timeline, timeout, target);
        }
    }

    private void enqueue(Waiter fresh, boolean bounced) throws SQLException {
        if (bounced) {
            queue.requeue(fresh);
        } else if (!queue.enqueue(fresh, claims.settings().claims().waiterLimit())) {
            throw ended(Outcome.REFUSED, failures::tooManyWaiters);
        }
    }

    /** Leaves the queue. A slot that was handed to a claim that gives up is returned. */
    private void leave() {
        Waiter left = waiter;
        if (left == null) {
            return;
        }
        waiter = null;
        queue.endPolling(left);
        if (slot == null && !queue.withdraw(left)) {
            Slot given = left.slot();
            if (given != null) {
                slots.unused(given);
            }
        }
        slots.passOnWakeUp(left);
    }

    private void endTimedWait() {
        if (timed) {
            timed = false;
            reading = clock.nanoTime();
            timeline.dequeue(reading);
        }
    }

    private Slot waitFor(Waiter queued) throws SQLException {
        if (claims.isClosed()) {
            throw ended(Outcome.CLOSED, failures::closed);
        }
        claims.backends().requestSlot(timeline.claimId());
        while (true) {
            settle(queued);
            queued.beginLook();
            Slot given = queued.slot();
            while (given == null && slots.offerOne()) {
                given = queued.slot();
            }
            if (given != null) {
                queued.rememberUse(given);
                served = queued;
                return given;
            }
            failIfInVain(queued);
            park(queued);
        }
    }

    /** A claimant that runs soon after its notification is not late: its wait stays one entry. */
    private void settle(Waiter queued) {
        if (queued.isNotified()) {
            long now = clock.nanoTime();
            if (now - queued.readySince() > PROMPT_NANOS) {
                timeline.settle(now);
            }
        }
    }

    private void failIfInVain(Waiter queued) throws SQLException {
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw ended(Outcome.INTERRUPTED, failures::interrupted);
        }
        if (claims.isClosed()) {
            throw ended(Outcome.CLOSED, failures::closed);
        }
        if (within != null && within.isCancelled()) {
            throw ended(Outcome.CANCELLED, failures::cancelled);
        }
        if (queued.isShed()) {
            throw ended(Outcome.SHED, failures::shed);
        }
        Deadlock deadlock = queued.deadlock();
        if (deadlock != null && left() > 0) { // at its deadline the claim times out, also in a deadlock
            throw ended(Outcome.DEADLOCK, at -> failures.deadlocked(deadlock, at));
        }
        ClaimFailures.Hopeless reason = failures.hopeless().orElse(null);
        if (reason != null) {
            throw ended(Outcome.HOPELESS, at -> failures.hopeless(reason, at));
        }
    }

    /** Parks until a notification, the next look or the deadline. */
    private void park(Waiter queued) throws SQLException {
        long left = left();
        if (left <= 0) {
            throw ended(Outcome.TIMEOUT, at -> failures.timedOut(at, timeout, target));
        }
        long untilLook = untilLook(queued);
        if (untilLook > 0 && queued.beginPark(untilLook < Long.MAX_VALUE)) {
            noteSpan();
            timeline.enterFlight();
            Object blocker = ParkBlocker.of(claims.targets().reasons(target).reason());
            scheduler.park(blocker, Math.min(left, untilLook));
        }
    }

    /** A claim that parks can afford to ask for its span. */
    private void noteSpan() {
        if (!spanNoted) {
            spanNoted = true;
            timeline.setTrace(slots.observer().span());
        }
    }

    /**
     * Nanoseconds until the waiter looks by itself: a short time for a second look and for the polling waiter, none for
     * a waiter that just ended its polling, and practically endless for any other.
     */
    private long untilLook(Waiter queued) {
        if (queued.getAndClearSecondLookDue()) {
            return ClaimQueue.SECOND_LOOK_NANOS;
        }
        if (slots.barging().isRecent() && queue.beginPolling(queued)) {
            return BargingPolicy.LIMIT.toNanos();
        }
        return queue.endPolling(queued) ? 0 : Long.MAX_VALUE;
    }

    /** Ends the wait before the exception is made: the report then holds the whole wait, and no claim waits for it. */
    private SQLException ended(Outcome how, Function<AcquireTimeline, SQLException> failure) {
        outcome = how;
        leave();
        endTimedWait();
        return failure.apply(timeline);
    }
}
