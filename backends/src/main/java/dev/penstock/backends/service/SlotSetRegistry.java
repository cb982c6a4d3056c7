package dev.penstock.backends.service;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.routing.RoutingTable;
import dev.penstock.backends.slots.RoleWatch;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.threads.EventCount;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sets that are tended, and the routing table of those that may serve: follows what the resolver finds. Reading is
 * thread-safe; {@link #apply}, {@link #drainOverdue} and {@link #forgetDrained} are the supervisor's thread's alone.
 */
final class SlotSetRegistry {
    private static final Logger LOGGER = LoggerFactory.getLogger(SlotSetRegistry.class);

    private final String pool;
    private final Function<Backend, SlotSetController> controllerFactory;
    private final WaitAccounts accounts;
    private final RoleWatch watch;
    private final Supplier<BackendsPolicy> policies;
    /** The version of what the resolver found that was applied last; of the supervisor's thread. */
    private long applied;

    /** Something has changed that the routing table does not have. */
    private final AtomicBoolean stale = new AtomicBoolean();

    private final ReentrantLock lock = new ReentrantLock();
    /** Written under {@link #lock}, as all below; replaced, never changed. */
    private volatile List<SlotSetController> controllers = List.of();

    private volatile RoutingTable routing = RoutingTable.EMPTY;
    private volatile boolean closed;

    SlotSetRegistry(
            Function<Backend, SlotSetController> controllerFactory,
            String pool,
            WaitAccounts accounts,
            Supplier<BackendsPolicy> policies,
            RoleWatch watch) {
        this.pool = pool;
        this.controllerFactory = controllerFactory;
        this.accounts = accounts;
        this.policies = policies;
        this.watch = watch;
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

    RoutingTable routing() {
        return routing;
    }

    /** Why a claim for {@code target} that finds no free slot has to wait. */
    WaitEvent waitReason(TargetServerType target) {
        RoutingTable table = routing;
        if (controllers.isEmpty()) {
            return WaitEvent.CLAIM_WAIT_DISCOVERY;
        }
        if (table.isEmpty(target)) {
            return WaitEvent.CLAIM_WAIT_BACKEND;
        }
        return table.counts(target).inTransit() > 0 ? WaitEvent.CLAIM_WAIT_CONNECT : WaitEvent.CLAIM_WAIT_SLOT;
    }

    /** Tells all status tasks of other credentials, and waits until they have heard, at most {@code limit}. */
    void notifyCredentialsChanged(EventCount changes, Duration limit) {
        List<SlotSetController> all = controllers;
        AtomicInteger unanswered = new AtomicInteger(all.size());
        Runnable heard = () -> {
            unanswered.decrementAndGet();
            changes.signal();
        };
        all.forEach(controller -> controller.changeCredentials(heard));
        try {
            changes.await(() -> unanswered.get() == 0, limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (unanswered.get() > 0) {
            LOGGER.debug("pool {}: {} status tasks have not heard yet", pool, unanswered);
        }
    }

    /** Logs which roles have changed since they were told last, where claims ask for roles. */
    void logRoleChanges() {
        if (!watch.watches()) {
            return;
        }
        controllers.forEach(controller -> controller.set().role().logChange(pool, controller.label()));
    }

    /**
     * Makes sets for backends that came, after those that are there, so that these keep what they have; and lets those
     * that went drain once their grace is over. False where it was too late for that.
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
        return published;
    }

    private void keep(SlotSetController controller, @Nullable Backend update) {
        if (update == null) {
            if (controller.markAbsent(accounts.clock().nanoTime())) {
                SafeLog.info(
                        LOGGER,
                        "pool {}: {} is no longer in the service; it serves for {} ms more, in case it comes back",
                        pool,
                        controller.label(),
                        policies.get().removalGrace().toMillis());
            }
            return;
        }
        if (controller.markPresent()) {
            SafeLog.info(LOGGER, "pool {}: {} is back in the service with its slots", pool, controller.label());
        }
        if (!controller.set().backend().equals(update)) {
            controller.rename(update);
        }
    }

    /**
     * Lets the backends drain that are not in the service any more and whose grace is over, or that are sick, so that
     * there is nothing to wait for. Returns whether there was one.
     */
    boolean drainOverdue() {
        long now = accounts.clock().nanoTime();
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

    /** The backends that are not in the service any more and may still come back, and for how long they are not. */
    Map<Backend, Duration> absent() {
        long now = accounts.clock().nanoTime();
        Map<Backend, Duration> absent = new LinkedHashMap<>();
        for (SlotSetController controller : controllers) {
            controller
                    .absentFor(now)
                    .ifPresent(time -> absent.put(controller.set().backend(), time));
        }
        return absent;
    }

    /** Publishes the sets unless the pool closes, which then knows nothing of new ones and need not. */
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

    /** Forgets backends that have drained. */
    void forgetDrained() {
        List<SlotSetController> left = new ArrayList<>(controllers);
        left.removeIf(SlotSetController::isDrained);
        if (left.size() < controllers.size()) {
            List<SlotSetController> gone = new ArrayList<>(controllers);
            gone.removeAll(left);
            if (publish(left)) {
                gone.forEach(controller -> forget(controller, left));
            }
        }
    }

    /** A backend that has come back meanwhile keeps the name, and what is recorded under it. */
    private void forget(SlotSetController gone, List<SlotSetController> left) {
        gone.dispose();
        if (left.stream().noneMatch(controller -> controller.label().equals(gone.label()))) {
            accounts.retireBackend(gone.label());
        }
    }

    /**
     * Makes the routing table anew; under the lock, so that what was seen first is not published last. Where many come
     * at once, since many backends change together, the first one's table has what the others came for.
     */
    void republish() {
        stale.set(true);
        lock.lock();
        try {
            if (stale.getAndSet(false)) {
                routing = new RoutingTable(
                        controllers.stream().map(SlotSetController::set).toList(), watch);
            }
        } finally {
            lock.unlock();
        }
    }

    /** From here on claims ask for {@code target}, which the table has a way for when this returns. */
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

    /** Lets all sets drain; from here on no set comes that would not know. */
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
