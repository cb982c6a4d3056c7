package dev.penstock.backends.service;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.Origin;
import dev.penstock.discovery.Resolver;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who belongs to the service: takes what the resolver finds to the {@link SlotSetRegistry}, and asks the resolver again
 * where that may help. Runs on the supervisor's thread, but for {@link #refresh} and what only reads.
 */
final class ServiceDiscovery {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServiceDiscovery.class);

    private final Resolver resolver;
    private final SlotSetRegistry registry;
    private final PoolRuntime runtime;
    private final Supplier<BackendsPolicy> policies;
    private final SupervisorWatchdog watchdog;
    /** Told when backends came, went or began to drain. */
    private final Runnable changed;

    private final PendingBackendSet pending = new PendingBackendSet();

    /** What the resolver said last. */
    private volatile BackendSet lastFound;

    ServiceDiscovery(
            Resolver resolver,
            SlotSetRegistry registry,
            PoolRuntime runtime,
            Supplier<BackendsPolicy> policies,
            SupervisorWatchdog watchdog,
            Runnable changed) {
        this.resolver = resolver;
        this.registry = registry;
        this.runtime = runtime;
        this.policies = policies;
        this.watchdog = watchdog;
        this.changed = changed;
        this.lastFound = BackendSet.unresolved(resolver.service());
    }

    void start() {
        resolver.start(this::resolved);
    }

    private void resolved(BackendSet found) {
        lastFound = found;
        pending.offer(found);
        watchdog.execute(this::applyPending);
    }

    /** What cannot be applied now is applied at the next beat, or when a claim waits. */
    private void applyPending() {
        try {
            pending.apply(this::apply);
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "pool {}: what the resolver found is applied later", runtime.pool(), e);
        }
    }

    private void apply(BackendSet found) {
        if (registry.apply(found)) {
            changed.run();
            scheduleRemoval();
        }
    }

    /**
     * Halfway through the grace of backends that disappeared the resolver is asked again, whatever the answer that
     * lacked them says of its own time to live: answers that alternate rebuild nothing.
     */
    private void scheduleRemoval() {
        Duration grace = policies.get().removalGrace();
        if (!grace.isZero() && !registry.absent().isEmpty()) {
            schedule(this::refresh, grace.dividedBy(2));
            schedule(this::drainOverdue, grace);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what is planned here catches whatever it throws
    private void schedule(Runnable work, Duration delay) {
        try {
            runtime.timer().schedule(() -> watchdog.execute(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            SafeLog.debug(LOGGER, "pool {} is closed and changes no more", runtime.pool(), e);
        }
    }

    /** Sees to what could not be seen to before, and to what its time has come for. */
    void catchUp() {
        applyPending();
        drainOverdue();
    }

    void forgetDrained() {
        pending.tryExclusively(registry::forgetDrained);
    }

    private void drainOverdue() {
        try {
            pending.tryExclusively(() -> {
                if (registry.drainOverdue()) {
                    changed.run();
                }
            });
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "pool {}: backends that left the service drain later", runtime.pool(), e);
        }
    }

    /** A resolver of the application's own may throw; nobody who has better to do fails for that. */
    void refresh() {
        try {
            resolver.refresh();
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "pool {}: the resolver cannot be asked to refresh", runtime.pool(), e);
        }
    }

    /** What the resolver found last; what it said last where it cannot tell. */
    BackendSet current() {
        try {
            return resolver.current();
        } catch (RuntimeException | Error e) {
            SafeLog.debug(LOGGER, "pool {}: the resolver cannot tell what it found", runtime.pool(), e);
            return lastFound;
        }
    }

    DiscoveryView view() {
        BackendSet set = current();
        NanoClock clock = runtime.clock();
        return new DiscoveryView(
                set.service(),
                set.version(),
                set.freshness(),
                set.backends().stream()
                        .map(backend -> known(backend, set.originOf(backend), clock))
                        .toList(),
                registry.absent().entrySet().stream()
                        .map(absent -> new DiscoveryView.Absent(absent.getKey(), absent.getValue()))
                        .toList(),
                set.origin().map(origin -> origin.age(clock)),
                set.origin().map(Origin::source),
                set.failure());
    }

    private static DiscoveryView.Known known(Backend backend, Origin origin, NanoClock clock) {
        return new DiscoveryView.Known(backend, origin.source(), origin.expiresIn(clock));
    }

    /** A resolver of the application's own that throws keeps nobody from waiting for what is held. */
    void close() {
        try {
            resolver.close();
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "pool {}: the resolver does not close", runtime.pool(), e);
        }
    }
}
