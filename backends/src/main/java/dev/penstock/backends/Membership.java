package dev.penstock.backends;

import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.Resolver;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who belongs to the service: takes what the resolver finds to the {@link Roster}, and asks the resolver again where
 * that may help. Runs on the supervisor's thread, but for {@link #askAgain} and what only reads.
 */
final class Membership {
    private static final Logger LOGGER = LoggerFactory.getLogger(Membership.class);

    private final Resolver resolver;
    private final Roster roster;
    private final EffectRunner.Context context;
    private final ScheduledExecutorService timer;
    /** Told when backends came, went or began to drain. */
    private final Runnable changed;

    /** What the resolver found and could not be applied. */
    private @Nullable BackendSet unapplied;

    /** What the resolver said last. */
    private volatile BackendSet heard;

    Membership(
            Resolver resolver,
            Roster roster,
            EffectRunner.Context context,
            ScheduledExecutorService timer,
            Runnable changed) {
        this.resolver = resolver;
        this.roster = roster;
        this.context = context;
        this.timer = timer;
        this.changed = changed;
        this.heard = BackendSet.unresolved(resolver.service());
    }

    void start() {
        resolver.start(this::resolved);
    }

    private void resolved(BackendSet found) {
        heard = found;
        try {
            timer.execute(() -> applyOrKeep(found));
        } catch (RejectedExecutionException e) {
            SafeLog.debug(LOGGER, "pool {} is closed and changes no more", context.pool(), e);
        }
    }

    /** What cannot be applied now is applied at the next beat, or when a claim waits. */
    private void applyOrKeep(BackendSet found) {
        unapplied = null;
        try {
            if (roster.apply(found)) {
                changed.run();
                awaitAbsent();
            }
        } catch (RuntimeException | Error e) {
            unapplied = found;
            SafeLog.error(LOGGER, "pool {}: what the resolver found is applied later", context.pool(), e);
        }
    }

    /**
     * Halfway through the grace of backends that disappeared the resolver is asked again, whatever the answer that
     * lacked them says of its own time to live: answers that alternate rebuild nothing.
     */
    private void awaitAbsent() {
        Duration grace = context.policies().get().removalGrace();
        if (!grace.isZero() && !roster.absent().isEmpty()) {
            plan(this::askAgain, grace.dividedBy(2));
            plan(this::drainOverdue, grace);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what is planned here catches whatever it throws
    private void plan(Runnable work, Duration delay) {
        try {
            timer.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            SafeLog.debug(LOGGER, "pool {} is closed and changes no more", context.pool(), e);
        }
    }

    /** Sees to what could not be seen to before, and to what its time has come for. */
    void catchUp() {
        BackendSet left = unapplied;
        if (left != null) {
            applyOrKeep(left);
        }
        drainOverdue();
    }

    private void drainOverdue() {
        try {
            if (roster.drainOverdue()) {
                changed.run();
            }
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "pool {}: backends that left the service drain later", context.pool(), e);
        }
    }

    /** A resolver of the application's own may throw; nobody who has better to do fails for that. */
    void askAgain() {
        try {
            resolver.refresh();
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "pool {}: the resolver cannot be asked to refresh", context.pool(), e);
        }
    }

    /** What the resolver found last; what it said last where it cannot tell. */
    BackendSet found() {
        try {
            return resolver.current();
        } catch (RuntimeException | Error e) {
            SafeLog.debug(LOGGER, "pool {}: the resolver cannot tell what it found", context.pool(), e);
            return heard;
        }
    }

    DiscoveryView view() {
        return DiscoveryView.of(found(), roster.absent(), context.accounts().clock());
    }

    void close() {
        resolver.close();
    }
}
