package dev.penstock.pool.claims;

import dev.penstock.backends.TargetServerType;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.waits.AcquireTimeline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the exceptions of claims that get no connection. Implementations are thread-safe, wait for nothing and change
 * nothing. The timeline of a claim has ended when its exception is made.
 */
public interface ClaimFailures {
    /** The reasons for which no claim can succeed, however long it waits. */
    enum Hopeless {
        /** The resolver answered that the service has no backends, and the pool has no slots. */
        NO_BACKENDS,
        /** Every backend refuses the credentials, and the pool has no slots. */
        CREDENTIALS_REFUSED,
        /** Every backend refuses each session for a reason that a repetition does not change. */
        SESSIONS_REFUSED,
        /** The pool has had no connection since its start, and the time that the application set for that is over. */
        NOT_STARTED
    }

    /** The reason for which to wait is in vain; empty if a wait may help. A waiter asks after each look in vain. */
    Optional<Hopeless> hopeless();

    /** The claim ends because to wait is in vain. */
    SQLException hopeless(Hopeless reason, AcquireTimeline timeline);

    /**
     * The claim reached its deadline.
     *
     * @param target the servers that may serve the claim; null for a claim without a target
     */
    SQLException timedOut(AcquireTimeline timeline, Duration timeout, @Nullable TargetServerType target);

    /** No thread can validate the connection that the claim has. */
    SQLException noThread(AcquireTimeline timeline, Throwable cause);

    /** The claimant was interrupted. */
    SQLException interrupted(AcquireTimeline timeline);

    /** The claim was not queued, because too many claims wait. */
    SQLException tooManyWaiters(AcquireTimeline timeline);

    /** The claim was given up, because the queue's delay stays above its target. */
    SQLException shed(AcquireTimeline timeline);

    /** The operation of the claim was cancelled. */
    SQLException cancelled(AcquireTimeline timeline);

    /** The claim was the youngest of a deadlock, and fails so that the others go on. */
    SQLException deadlocked(Deadlock deadlock, AcquireTimeline timeline);

    /** The pool is closed. */
    SQLException closed(AcquireTimeline timeline);
}
