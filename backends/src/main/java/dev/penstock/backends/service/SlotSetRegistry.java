package dev.penstock.backends.service;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotView;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.roles.RoleWatch;
import dev.penstock.backends.routing.RoutingTable;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendId;
import dev.penstock.discovery.BackendSet;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slot sets of the service with their controllers, and the routing table. Thread-safe, except {@link #apply},
 * {@link #drainOverdue} and {@link #forgetDrained}, which exclude each other by {@link PendingBackendSet}.
 */
final class SlotSetRegistry {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.backends");

    private final PoolRuntime runtime;
    private final Function<Backend, SlotSetController> controllerFactory;
    private final WaitAccounts accounts;
    private final RoleWatch watch;
    private final Supplier<BackendsPolicy> policies;
    /** The version of the backend set that was applied last. Only {@link #apply} uses it. */
    private long applied;

    private final ReentrantLock lock = new ReentrantLock();
    /** Written under {@link #lock}, read without it, like {@link #closed}. The list is immutable. */
    private volatile List<SlotSetController> controllers = List.of();

    private volatile boolean closed;
    private final PublishedRouting routing;

    SlotSetRegistry(
            Function<Backend, SlotSetController> controllerFactory,
            PoolRuntime runtime,
            WaitAccounts accounts,
            Supplier<BackendsPolicy> policies,
            RoleWatch watch) {
        this.runtime = runtime;
        this.controllerFactory = controllerFactory;
        this.accounts = accounts;
        this.policies = policies;
        this.watch = watch;
        this.routing = new PublishedRouting(
                lock,
                () -> new RoutingTable(
                        controllers.stream().map(SlotSetController::set).toList(), watch));
    }

    List<SlotSetController> controllers() {
        return controllers;
    }

    boolean hasSlots() {
        for (SlotSetController controller : controllers) {
            if (controller.set().slots().length > 0) {
                return true;
            }
        }
        return false;
    }

    /** Slots by state over all backends. */
    SlotCounts counts() {
        SlotCounts sum = SlotCounts.NONE;
        for (SlotSetController controller : controllers) {
            sum = sum.plus(controller.set().counts());
        }
        return sum;
    }

    /** The slots that claims hold, the longest held first. */
    List<HeldSlot> heldSlots(long now) {
        return HeldSlot.of(
                controllers.stream()
                        .flatMap(controller -> Stream.of(controller.set().slots())),
                now);
    }

    List<SlotView> slotViews(long now) {
        return controllers.stream()
                .flatMap(controller ->
                        Stream.of(controller.set().slots()).map(slot -> slot.view(controller.label(), now)))
                .toList();
    }

    RoutingTable routing() {
        return routing.table();
    }

    /** The reason for which a claim for {@code target} waits if no slot is free. */
    WaitEvent waitReason(TargetServerType target) {
        RoutingTable table = routing();
        if (controllers.isEmpty()) {
            return WaitEvent.CLAIM_WAIT_DISCOVERY;
        }
        if (table.isEmpty(target)) {
            return WaitEvent.CLAIM_WAIT_BACKEND;
        }
        return table.counts(target).inTransit() > 0 ? WaitEvent.CLAIM_WAIT_CONNECT : WaitEvent.CLAIM_WAIT_SLOT;
    }

    /**
     * Notifies all status tasks of new credentials, and waits until all have handled the message, at most {@code
     * limit}.
     */
    void notifyCredentialsChanged(EventCount changes, Duration limit) {
        StatusBroadcast broadcast =
                StatusBroadcast.post(controllers, SlotSetController::changeCredentials, changes, runtime.clock());
        if (!broadcast.awaitDecided(limit)) {
            String form = "pool {}: the status tasks of {} do not know the new credentials yet";
            SafeLog.debug(LOGGER, form, runtime.pool(), broadcast);
        }
    }

    /** Logs roles that have changed since the last call, if claims ask for roles. */
    void logRoleChanges() {
        if (!watch.watches()) {
            return;
        }
        controllers.forEach(
                controller -> controller.set().role().logChange(runtime.log(), runtime.pool(), controller.label()));
    }

    /**
     * Creates slot sets for new backends, and lets backends that left drain after their grace period. New sets come
     * last in the list, so that present ones keep their slots.
     *
     * @return false if the pool is closed or a newer backend set was applied before
     */
    boolean apply(BackendSet found) {
        if (closed || found.version() < applied) {
            return false;
        }
        applied = found.version();
        Map<BackendId, Backend> added = new LinkedHashMap<>();
        found.backends().forEach(backend -> added.put(backend.id(), backend));
        List<SlotSetController> next = new ArrayList<>(controllers);
        for (SlotSetController controller : controllers) {
            if (!controller.isLeaving()) {
                keep(controller, added.remove(controller.set().backend().id()));
            }
        }
        added.values().forEach(backend -> next.add(controllerFactory.apply(backend)));
        boolean published = publish(next);
        drainOverdue();
        accounts.flight()
                .discovered(
                        found.service().toString(),
                        found.version(),
                        found.backends().size());
        return published;
    }

    private void keep(SlotSetController controller, @Nullable Backend update) {
        if (update == null) {
            if (controller.markAbsent(runtime.clock().nanoTime())) {
                runtime.log()
                        .info(
                                LOGGER,
                                "pool {}: backend {} left the service; it serves for {} ms more, in case it comes back",
                                runtime.pool(),
                                controller.label(),
                                policies.get().removalGrace().toMillis());
            }
            return;
        }
        if (controller.markPresent()) {
            String form = "pool {}: backend {} is back in the service with its slots";
            runtime.log().info(LOGGER, form, runtime.pool(), controller.label());
        }
        if (!controller.set().backend().equals(update)) {
            controller.rename(update);
        }
    }

    /**
     * Lets absent backends drain if their grace period is over, or at once if they accept no connections.
     *
     * @return whether any backend began to drain
     */
    boolean drainOverdue() {
        long now = runtime.clock().nanoTime();
        Duration grace = policies.get().removalGrace();
        boolean any = false;
        for (SlotSetController controller : controllers) {
            Duration absent = controller.absentFor(now).orElse(null);
            if (absent != null && (controller.set().health().sick() || absent.compareTo(grace) >= 0)) {
                controller.remove("it has not been in the service for " + absent.toMillis() + " ms"
                        + (absent.compareTo(grace) < 0 ? ", and serves nobody" : ""));
                any = true;
            }
        }
        return any;
    }

    /** The absent backends that may still come back, each with the time since it left. */
    Map<Backend, Duration> absent() {
        long now = runtime.clock().nanoTime();
        Map<Backend, Duration> absent = new LinkedHashMap<>();
        for (SlotSetController controller : controllers) {
            controller
                    .absentFor(now)
                    .ifPresent(time -> absent.put(controller.set().backend(), time));
        }
        return absent;
    }

    /** Publishes the controllers, unless the pool is closed. */
    private boolean publish(List<SlotSetController> next) {
        lock.lock();
        try {
            if (!closed) {
                controllers = List.copyOf(next);
                republish();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets backends that have drained.
     *
     * @return whether any backend was forgotten
     */
    boolean forgetDrained() {
        List<SlotSetController> left = new ArrayList<>(controllers);
        left.removeIf(SlotSetController::isDrained);
        List<SlotSetController> gone = new ArrayList<>(controllers);
        gone.removeAll(left);
        if (gone.isEmpty() || !publish(left)) {
            return false;
        }
        gone.forEach(controller -> forget(controller, left));
        return true;
    }

    /** Retires the backend's records, unless it has come back meanwhile under the same label. */
    private void forget(SlotSetController gone, List<SlotSetController> left) {
        gone.dispose();
        if (left.stream().noneMatch(controller -> controller.label().equals(gone.label()))) {
            accounts.retireBackend(gone.label());
        }
    }

    /** Publishes a new routing table. */
    void republish() {
        routing.republish();
    }

    /** Adds {@code target} to the routing table, if it is not there yet. */
    void enableTarget(TargetServerType target) {
        lock.lock();
        try {
            if (!watch.uses(target)) {
                watch.use(target);
                republish();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets all sets drain, and accepts no new sets. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        controllers.forEach(SlotSetController::close);
    }
}
