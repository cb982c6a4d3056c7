package dev.penstock.pool.claims;

import dev.penstock.backends.TargetServerType;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.waits.AcquireTimeline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The failures of another diagnosis, with a hook: a claimant runs it after each look in vain, before it decides whether
 * and how long to park.
 */
record ClaimFailuresFixture(ClaimFailures diagnosis, Runnable afterLook) implements ClaimFailures {
    /** The threads of the pool itself ask, too. They run no hook. */
    @Override
    public Optional<Hopeless> hopeless() {
        if (!Thread.currentThread().getName().startsWith("penstock-")) {
            afterLook.run();
        }
        return diagnosis.hopeless();
    }

    @Override
    public SQLException hopeless(Hopeless reason, AcquireTimeline timeline) {
        return diagnosis.hopeless(reason, timeline);
    }

    @Override
    public SQLException timedOut(AcquireTimeline timeline, Duration timeout, @Nullable TargetServerType target) {
        return diagnosis.timedOut(timeline, timeout, target);
    }

    @Override
    public SQLException noThread(AcquireTimeline timeline, Throwable cause) {
        return diagnosis.noThread(timeline, cause);
    }

    @Override
    public SQLException interrupted(AcquireTimeline timeline) {
        return diagnosis.interrupted(timeline);
    }

    @Override
    public SQLException tooManyWaiters(AcquireTimeline timeline) {
        return diagnosis.tooManyWaiters(timeline);
    }

    @Override
    public SQLException shed(AcquireTimeline timeline) {
        return diagnosis.shed(timeline);
    }

    @Override
    public SQLException cancelled(AcquireTimeline timeline) {
        return diagnosis.cancelled(timeline);
    }

    @Override
    public SQLException deadlocked(Deadlock deadlock, AcquireTimeline timeline) {
        return diagnosis.deadlocked(deadlock, timeline);
    }

    @Override
    public SQLException closed(AcquireTimeline timeline) {
        return diagnosis.closed(timeline);
    }
}
