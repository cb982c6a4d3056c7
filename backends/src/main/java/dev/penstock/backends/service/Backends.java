package dev.penstock.backends.service;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.Scheduler;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.routing.RoutingTable;
import dev.penstock.backends.slots.PoolContext;
import dev.penstock.backends.slots.RoleWatch;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotListener;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.backends.threads.HandoffExecutor;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.discovery.BackendSet;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The backends of one service and their slots: the source of the slots that claims take. Thread-safe.
 *
 * <p>{@link #tryClaim} and a release need no other thread. The results of discovery, of the status tasks and of the
 * supervisor reach claims as a new {@link RoutingTable}.
 */
public final class Backends {
    private final PoolContext context;
    private final AtomicReference<BackendsPolicy> policy;
    private final @Nullable HandoffExecutor statusExecutor;
    private final SupervisorWatchdog watchdog;
    private final ServiceUpkeep upkeep;
    private final RoleWatch watch;
    private final SlotSetRegistry registry;
    private final ServiceDiscovery serviceDiscovery;
    private final EventCount changes;
    private final OperatorCommands operations;

    /**
     * Creates the slots of a service; {@link #start} begins to find and connect backends.
     *
     * @param parts the collaborators
     * @param listener offers slots to waiters; called without a lock held
     */
    public Backends(BackendsDependencies parts, SlotListener listener) {
        String pool = parts.pool();
        WaitAccounts accounts = parts.accounts();
        Scheduler scheduler = parts.threads().scheduler();
        ThreadSource threads = new ThreadSource(parts.threads().factory(), scheduler);
        Executor provided = parts.threads().statusExecutor();
        this.statusExecutor = provided == null ? null : new HandoffExecutor(provided, pool, threads);
        ScheduledExecutorService timer = scheduler.timer(threads.named("penstock-timer-" + pool));
        this.changes = new EventCount(scheduler, accounts.clock());
        AtomicReference<BackendsPolicy> current = new AtomicReference<>(parts.policy());
        this.policy = current;
        PoolRuntime runtime = new PoolRuntime(pool, accounts.clock(), timer, threads);
        this.watch = new RoleWatch(parts.routing(), listener::waitsFor);
        ServiceUpkeep work = new ServiceUpkeep(listener, watch, changes);
        this.upkeep = work;
        this.context = new PoolContext(parts.connector(), current::get, accounts, runtime, work);
        this.watchdog =
                new SupervisorWatchdog(runtime, current::get, () -> new Supervisor(work, pool, current::get, accounts));
        this.registry = new SlotSetRegistry(
                new SlotSetFactory(context, watch, statusExecutor)::create, pool, accounts, current::get, watch);
        this.serviceDiscovery =
                new ServiceDiscovery(parts.resolver(), registry, runtime, current::get, watchdog, work::membersChanged);
        this.operations = new OperatorCommands(registry::controllers, changes, accounts.clock());
        work.connect(watchdog, registry, serviceDiscovery);
    }

    /**
     * Begins to find backends and to connect slots. Called once; where the resolver fails to start, no thread is
     * left.
     */
    public void start() {
        watchdog.start();
        try {
            serviceDiscovery.start();
        } catch (RuntimeException | Error e) {
            stopThreads();
            throw e;
        }
    }

    /** From here on these numbers are obeyed: slots come and go by them at once, and deadlines as work begins. */
    public void apply(BackendsPolicy changed) {
        Duration before = policy.getAndSet(changed).status().interval();
        if (!before.equals(changed.status().interval())) {
            watchdog.restartBeats();
        }
        watchdog.execute(upkeep::rebalance);
    }

    /** What an operator may do, and wait for. */
    public OperatorCommands operations() {
        return operations;
    }

    /** How long ago the supervisor ended its last beat. */
    public Duration heartbeatAge() {
        return watchdog.heartbeatAge();
    }

    /**
     * Replaces every connection: those that are free begin to do so at once, those that are held when they are given
     * back.
     */
    public void evict() {
        registry.controllers().forEach(SlotSetController::evict);
    }

    /**
     * The connector has other credentials now: backends that refused the former ones are tried at once. Returns when
     * all status tasks know, so that a claim does not fail for the former ones, but waits for none that is stalled.
     */
    public void credentialsChanged() {
        registry.notifyCredentialsChanged(changes, policy.get().status().timeout());
    }

    /** What the threads of this pool run on. */
    public Scheduler scheduler() {
        return context.runtime().threads().scheduler();
    }

    Supervisor supervisor() {
        return watchdog.supervisor();
    }

    SupervisorWatchdog watchdog() {
        return watchdog;
    }

    List<SlotSetController> controllers() {
        return registry.controllers();
    }

    /**
     * Claims any free slot of an eligible backend; null where none is free. The caller becomes its holder.
     *
     * @param now the time, of the pool's clock or not far from it
     */
    public @Nullable Slot tryClaim(long now) {
        return registry.routing().tryClaim(now);
    }

    /** Claims any free slot of a backend that serves {@code target}; null where none is free. */
    public @Nullable Slot tryClaim(long now, TargetServerType target) {
        if (!watch.uses(target)) {
            enableTarget(target);
        }
        return registry.routing().tryClaim(now, target);
    }

    /** From here on claims ask for {@code target}, and roles are asked for at each beat. */
    public void enableTarget(TargetServerType target) {
        registry.enableTarget(target);
        upkeep.requestGrowth();
    }

    /** The server of a slot that was claimed as a primary's said that it is read-only: it is asked again at once. */
    public void doubtRole(Slot slot) {
        if (slot.set().controller().doubtRole()) {
            upkeep.requestRoleUpdate();
        }
    }

    /** Whether a claim would find a free slot at this moment. */
    public boolean hasFreeSlot() {
        return registry.routing().hasFree();
    }

    /** Tells the status tasks that a claim waits for a slot. */
    public void requestSlot(long claimId) {
        long now = context.accounts().clock().nanoTime();
        int slots = 0;
        for (SlotSetController controller : registry.controllers()) {
            controller.requestStatusFor(claimId, now);
            slots += controller.set().slots().length;
        }
        if (slots < policy.get().size().maximum() || registry.routing().isEmpty()) {
            upkeep.requestGrowth();
        }
    }

    /** Whether there is a slot, in whatever state. */
    public boolean hasSlots() {
        return registry.hasSlots();
    }

    /**
     * The holder gives its connection up, which is closed elsewhere: the slot connects anew, or retires where it was
     * condemned. Where the server can be blamed, no connection of its backend is trusted unseen from here on.
     */
    public void discard(Slot slot, SlotState from, DisconnectCause loss) {
        slot.set().controller().discard(slot, from, loss);
    }

    /** The holder retires a slot that was condemned: its connection is closed elsewhere. */
    public void retire(Slot slot, SlotState from) {
        slot.set().controller().retire(slot, from);
    }

    /**
     * Whether the connection of a slot that the caller holds can serve. The driver is asked on the backend's own
     * threads, so that the caller waits no longer than {@code limit} whatever the driver does; after false it must
     * {@link #discard} the slot.
     *
     * @throws InterruptedException if interrupted while waiting; the slot must be discarded then, too
     */
    public boolean validate(Slot slot, Duration limit) throws InterruptedException {
        return slot.set().controller().validate(slot.connection(), limit);
    }

    /** Why a claim that finds no free slot has to wait. */
    public WaitEvent waitReason() {
        return waitReason(watch.policy().target());
    }

    /** Why a claim for {@code target} that finds no free slot has to wait. */
    public WaitEvent waitReason(TargetServerType target) {
        return registry.waitReason(target);
    }

    /** What the resolver found last. */
    public BackendSet backendSet() {
        return serviceDiscovery.current();
    }

    /** The same, and how old it is, seen now. */
    public DiscoveryView discovery() {
        return serviceDiscovery.view();
    }

    /** The backends at this moment. */
    public List<BackendView> views() {
        return registry.controllers().stream().map(SlotSetController::view).toList();
    }

    /** Slots by state over all backends. */
    public SlotCounts counts() {
        return registry.counts();
    }

    /** Shows every slot to {@code visitor}. */
    public void forEachSlot(Consumer<Slot> visitor) {
        for (SlotSetController controller : registry.controllers()) {
            for (Slot slot : controller.set().slots()) {
                visitor.accept(slot);
            }
        }
    }

    /** The slots that claims hold, the longest held first; empty if the pool records no claims. */
    public List<HeldSlot> heldSlots() {
        return registry.heldSlots(context.accounts().clock().nanoTime());
    }

    /**
     * Ends discovery and connecting, closes every unclaimed connection, and waits until the claims that hold the
     * others have given them back.
     *
     * @return whether they all did so within {@code limit}; those that did not are still retired on release
     * @throws InterruptedException if interrupted while waiting; everything is closing all the same
     */
    public boolean close(Duration limit) throws InterruptedException {
        try {
            registry.close();
            serviceDiscovery.close();
            return changes.await(() -> registry.controllers().stream().allMatch(SlotSetController::isDrained), limit);
        } finally {
            stopThreads();
            registry.controllers().forEach(SlotSetController::dispose);
        }
    }

    private void stopThreads() {
        watchdog.close();
        context.runtime().close();
        Optional.ofNullable(statusExecutor).ifPresent(HandoffExecutor::close);
    }
}
