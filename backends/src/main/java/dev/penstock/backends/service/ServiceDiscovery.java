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
 * The connection of the resolver with the {@link SlotSetRegistry}: applies each result of the resolver, and asks it
 * again if that may help. {@link #refresh}, {@link #current} and {@link #view} are thread-safe; all other methods run
 * on the supervisor's thread.
 */
final class ServiceDiscovery {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.discovery");

    private final Resolver resolver;
    private final SlotSetRegistry registry;
    private final PoolRuntime runtime;
    private final Supplier<BackendsPolicy> policies;
    private final SupervisorWatchdog watchdog;
    /** Called when backends came, went or began to drain. */
    private final Runnable changed;

    private final PendingBackendSet pending = new PendingBackendSet();

    /** The last result that the resolver reported. */
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

    /** Applies the pending result. If that fails, the next beat tries again, or the next claim that waits. */
    private void applyPending() {
        try {
            if (pending.apply(registry::apply)) {
                scheduleRemoval();
                changed.run();
            }
        } catch (RuntimeException | Error e) {
            String form = "pool {}: cannot apply the backends that the resolver found; the next beat tries again";
            runtime.log().error(LOGGER, form, runtime.pool(), e);
        }
    }

    /**
     * Schedules the end of the grace period of absent backends. Halfway through it the resolver is asked again, even if
     * the last answer is still valid: if answers alternate, the backends come back in time and keep their slots.
     */
    private void scheduleRemoval() {
        Duration grace = policies.get().removalGrace();
        if (!grace.isZero() && !registry.absent().isEmpty()) {
            schedule(this::refresh, grace.dividedBy(2));
            schedule(this::drainOverdue, grace);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the supervisor's thread logs what the work throws
    private void schedule(Runnable work, Duration delay) {
        try {
            runtime.timer().schedule(() -> watchdog.execute(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            SafeLog.debug(LOGGER, "pool {} is closed: its backends change no more", runtime.pool(), e);
        }
    }

    /** Applies a pending result, and drains backends whose grace period is over. */
    void catchUp() {
        applyPending();
        drainOverdue();
    }

    void forgetDrained() {
        pending.tryExclusively(registry::forgetDrained);
    }

    private void drainOverdue() {
        try {
            if (pending.tryExclusively(registry::drainOverdue)) {
                changed.run();
            }
        } catch (RuntimeException | Error e) {
            String form = "pool {}: cannot drain backends that left the service; the next beat tries again";
            runtime.log().error(LOGGER, form, runtime.pool(), e);
        }
    }

    /**
     * Asks the resolver for a new resolution. Only logs an exception of the resolver, which may be the application's.
     */
    void refresh() {
        try {
            resolver.refresh();
        } catch (RuntimeException | Error e) {
            runtime.log().error(LOGGER, "pool {}: the resolver cannot be asked to refresh", runtime.pool(), e);
        }
    }

    /** The resolver's current result; the last one that it reported if it throws. */
    BackendSet current() {
        try {
            return resolver.current();
        } catch (RuntimeException | Error e) {
            SafeLog.debug(LOGGER, "pool {}: the resolver's current result cannot be read", runtime.pool(), e);
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

    /** Closes the resolver. Only logs its exception, so that the pool goes on closing. */
    void close() {
        try {
            resolver.close();
        } catch (RuntimeException | Error e) {
            runtime.log().error(LOGGER, "pool {}: the resolver does not close", runtime.pool(), e);
        }
    }
}
