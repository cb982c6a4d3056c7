package dev.penstock.pool.claims;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.diagnosis.Diagnosis;
import dev.penstock.pool.jdbc.ClaimedConnection;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.ReasonTimeline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One claim that did not get a trusted slot at once. Confined to its claimant. */
final class Attempt {
    private final Claims claims;
    private final Diagnosis diagnosis;
    private final AcquireTimeline timeline;
    private final ClaimOptions options;
    private final Duration timeout;
    private final @Nullable TargetServerType demand;
    private @Nullable Slot slot;
    private @Nullable Waiter waiter;
    private boolean queued;
    /** Whether the last validation had less time than a server may take. */
    private boolean hasty;
    /** The last reading of the clock: where the accounts of this acquire must end, whatever the timeline has. */
    private long reading;

    private Attempt(Claims claims, AcquireTimeline timeline, @Nullable Slot slot, ClaimOptions options) {
        this.claims = claims;
        this.diagnosis = claims.diagnosis();
        this.timeline = timeline;
        this.options = options;
        this.timeout = options.timeout().orElse(claims.settings().claims().timeout());
        this.demand = claims.demands().of(options);
        this.slot = slot;
        this.reading = timeline.beginNanos();
    }

    /** A connection for a claim that began at {@code began}, beginning with {@code first}, if it has a slot. */
    static Connection claim(Claims claims, @Nullable Slot first, long began, ClaimOptions options) throws SQLException {
        Attempt attempt = of(claims, first, began, options);
        try {
            return attempt.run();
        } catch (Throwable e) {
            attempt.fail();
            throw e;
        }
    }

    private static Attempt of(Claims claims, @Nullable Slot first, long began, ClaimOptions options) {
        try {
            return new Attempt(claims, claims.accounts().beginAcquire(began), first, options);
        } catch (Throwable e) {
            if (first != null) {
                claims.unused(first);
            }
            throw e;
        }
    }

    /** Nanoseconds until the deadline; without one, for ever. Right whatever the clock reads, and when it wraps. */
    private long left() {
        return timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos() - (claims.precisely() - timeline.beginNanos());
    }

    private Connection run() throws SQLException {
        boolean bounced = false;
        while (true) {
            if (slot == null) {
                await(bounced);
            }
            Slot candidate = Objects.requireNonNull(slot, "a wait ends with a slot or throws");
            if (claims.trusted(candidate, timeline.cursor()) || validate(candidate)) {
                ClaimedConnection connection = claims.connection(candidate, options);
                if (claims.records()) {
                    candidate.ledger().recordClaim(connection, timeline, reading);
                }
                slot = null;
                return connection;
            }
            bounced = true;
            slot = null;
            claims.discarded(candidate, SlotState.CLAIMED, invalid());
            Slot next = claims.isOpen() ? claims.demands().tryClaim(reading, demand) : null;
            slot = next == null ? null : claims.unlessSuspended(next);
        }
    }

    private DisconnectCause invalid() {
        return hasty
                ? DisconnectCause.unknown("it was not valid before use within the time its claim had left")
                : DisconnectCause.server("it failed its validation before use");
    }

    /** Gives back what the claim may have when it fails. */
    private void fail() {
        Slot left = slot;
        if (left != null) {
            slot = null;
            claims.discarded(
                    left, SlotState.CLAIMED, DisconnectCause.client("its claim failed before it was handed over"));
        }
        timeline.recordFailure(reading);
    }

    /**
     * An interrupt from before does not keep a claim from a slot that is free; one that comes meanwhile ends it.
     */
    private boolean validate(Slot candidate) throws SQLException {
        long most = claims.settings().policy().life().validationTimeout().toNanos();
        long limit = Math.min(most, left());
        if (limit <= 0) {
            slot = null;
            claims.unused(candidate);
            throw diagnosis.timedOut(timeline, timeout, demand);
        }
        boolean interruptedBefore = Thread.interrupted();
        boolean interrupted = false;
        try {
            boolean valid = claims.backends().validate(candidate, Duration.ofNanos(limit));
            if (valid) {
                candidate.markProven(claims.precisely());
            }
            hasty = limit < most;
            return valid;
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            reading = claims.precisely();
            timeline.recordValidation(candidate.set().backend().label(), reading);
            if (interrupted || interruptedBefore) {
                Thread.currentThread().interrupt();
            }
        }
        throw diagnosis.interrupted(timeline);
    }

    private void await(boolean bounced) throws SQLException {
        Waiter fresh = new Waiter(claims.scheduler(), Thread.currentThread(), timeline.beginNanos(), demand);
        ReasonTimeline reasons = claims.demands().reasons(demand);
        reasons.setReason(claims.waitReason(demand), claims.precisely());
        timeline.enqueue(reasons);
        queued = true;
        waiter = fresh;
        try {
            enqueue(fresh, bounced);
            slot = waitFor(fresh);
        } finally {
            leave();
            dequeued();
        }
    }

    /** Leaves the queue; what it was given by a claim that gives up goes to the next. */
    private void leave() {
        Waiter left = waiter;
        if (left == null) {
            return;
        }
        waiter = null;
        claims.queue().endPolling(left);
        if (slot == null && !claims.queue().withdraw(left)) {
            Slot given = left.slot();
            if (given != null) {
                claims.unused(given);
            }
        }
        claims.left(left);
    }

    private void enqueue(Waiter waiter, boolean bounced) throws SQLException {
        if (bounced) {
            claims.queue().requeue(waiter);
        } else if (!claims.queue().enqueue(waiter, claims.settings().claims().waiterLimit())) {
            throw ended(diagnosis::tooManyWaiters);
        }
    }

    private void dequeued() {
        if (queued) {
            queued = false;
            reading = claims.precisely();
            timeline.dequeue(reading);
        }
    }

    private Slot waitFor(Waiter waiter) throws SQLException {
        if (claims.isClosed()) {
            throw ended(diagnosis::closed);
        }
        claims.backends().requestSlot(timeline.claimId());
        while (true) {
            waiter.beginLook();
            Slot served = waiter.slot();
            while (served == null && claims.offerOne()) {
                served = waiter.slot();
            }
            if (served != null) {
                waiter.rememberUse(served);
                return served;
            }
            giveUpIfInVain(waiter);
            park(waiter);
        }
    }

    /**
     * Waits to be told. A waiter that came to an empty queue looks once more shortly after; and while slots may pass
     * those that wait, one of them looks by itself every so often.
     */
    private void park(Waiter waiter) throws SQLException {
        long left = left();
        if (left <= 0) {
            throw ended(at -> diagnosis.timedOut(at, timeout, demand));
        }
        long untilLook = untilLook(waiter);
        if (untilLook > 0 && waiter.beginPark(untilLook < Long.MAX_VALUE)) {
            claims.scheduler().park(waiter, Math.min(left, untilLook));
        }
    }

    /** Nanoseconds until the waiter looks by itself: none for one that has just ceased to be the polling waiter. */
    private long untilLook(Waiter waiter) {
        if (waiter.takeSecondLook()) {
            return ClaimQueue.SECOND_LOOK_NANOS;
        }
        if (claims.barging().isRecent() && claims.queue().beginPolling(waiter)) {
            return BargingPolicy.LIMIT.toNanos();
        }
        return claims.queue().endPolling(waiter) ? 0 : Long.MAX_VALUE;
    }

    private void giveUpIfInVain(Waiter waiter) throws SQLException {
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw ended(diagnosis::interrupted);
        }
        if (claims.isClosed()) {
            throw ended(diagnosis::closed);
        }
        if (waiter.isShed()) {
            throw ended(diagnosis::shed);
        }
        Diagnosis.Hopeless reason = diagnosis.hopeless().orElse(null);
        if (reason != null) {
            throw ended(at -> diagnosis.failure(reason, at));
        }
    }

    /** Ends the wait now, so that the failure can tell all of it, and nobody waits for that. */
    private SQLException ended(Function<AcquireTimeline, SQLException> failure) {
        leave();
        dequeued();
        return failure.apply(timeline);
    }
}
