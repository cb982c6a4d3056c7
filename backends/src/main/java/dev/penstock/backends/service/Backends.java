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
import dev.penstock.backends.slots.SlotPolicy;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.slots.SlotSetObserver;
import dev.penstock.backends.slots.SlotSetStateMachine;
import dev.penstock.backends.slots.StatusReply;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.backends.threads.HandoffExecutor;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendSet;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The backends of one service and their slots: where claims come from. Thread-safe.
 *
 * <p>{@link #tryClaim} and a release need no other thread. What the resolver finds, what status tasks report and what
 * the supervisor decides ends here as a new {@link RoutingTable}.
 */
public final class Backends {
    private final PoolContext context;
    private final AtomicReference<BackendsPolicy> policy;
    private final @Nullable HandoffExecutor statusExecutor;
    private final SlotListener listener;
    private final Scheduler scheduler;
    private final ScheduledExecutorService timer;
    private final SupervisorWatchdog watchdog;
    private final CoalescingTask slotGrowth;
    private final CoalescingTask roleUpdate;
    private final AtomicLong slotIds = new AtomicLong();
    private final RoleWatch watch;
    private final SlotSetRegistry registry;
    private final ServiceDiscovery serviceDiscovery;
    private final EventCount changes;
    private final OperatorCommands operations;

    /**
     * Creates the slots of a service; {@link #start} begins to find and connect them.
     *
     * @param parts what they are made of
     * @param listener who hands slots to waiters
     */
    public Backends(BackendsDependencies parts, SlotListener listener) {
        this.listener = listener;
        this.scheduler = parts.threads().scheduler();
        ThreadSource threads = new ThreadSource(parts.threads().factory(), scheduler);
        Executor theirs = parts.threads().statusExecutor();
        this.statusExecutor = theirs == null ? null : new HandoffExecutor(theirs, parts.pool(), threads);
        this.timer = scheduler.timer(threads.named("penstock-timer-" + parts.pool()));
        this.changes = new EventCount(scheduler, parts.accounts().clock());
        this.policy = new AtomicReference<>(parts.policy());
        PoolRuntime runtime = new PoolRuntime(parts.pool(), parts.accounts().clock(), timer, threads);
        this.context =
                new PoolContext(parts.connector(), policy::get, parts.accounts(), runtime, new NotificationRouter());
        this.watch = new RoleWatch(parts.routing(), listener::waitsFor);
        this.watchdog = new SupervisorWatchdog(
                runtime, policy::get, () -> new Supervisor(this, parts.pool(), policy::get, parts.accounts()));
        this.slotGrowth = new CoalescingTask(watchdog, this::grow);
        this.roleUpdate = new CoalescingTask(watchdog, this::rolesChanged);
        this.registry = new SlotSetRegistry(this::newController, parts.pool(), parts.accounts(), policy::get, watch);
        this.serviceDiscovery =
                new ServiceDiscovery(parts.resolver(), registry, runtime, policy::get, watchdog, this::membersChanged);
        this.operations = new OperatorCommands(
                registry::controllers, changes, context.accounts().clock());
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
    public void apply(BackendsPolicy newSupervisor) {
        Duration before = policy.getAndSet(newSupervisor).status().interval();
        if (!before.equals(newSupervisor.status().interval())) {
            watchdog.restartBeats();
        }
        watchdog.execute(this::rebalance);
    }

    private void rebalance() {
        watchdog.supervisor().rebalance(registry.controllers());
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

    /** Backends came, went or began to drain. */
    private void membersChanged() {
        rebalance();
        listener.routingChanged();
    }

    private SlotSetController newController(Backend backend) {
        SlotSet set = new SlotSet(backend);
        set.role().setWatch(watch);
        WaitAccounts accounts = context.accounts();
        SlotSetStateMachine stateMachine = new SlotSetStateMachine(
                set,
                new SlotPolicy(context.policies(), scheduler.random()),
                () -> new Slot(slotIds.incrementAndGet(), set, accounts.openLedger(backend.label())),
                accounts.clock(),
                scheduler);
        return SlotSetController.create(set, stateMachine, context, statusExecutor);
    }

    /** What the threads of this pool run on. */
    public Scheduler scheduler() {
        return scheduler;
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

    /** Gives waiters what a lost message would have kept from them, and forgets backends that have drained. */
    void sweep() {
        slotGrowth.reset();
        roleUpdate.reset();
        serviceDiscovery.catchUp();
        serviceDiscovery.forgetDrained();
        republish();
        listener.routingChanged();
        listener.beat();
    }

    void republish() {
        registry.republish();
        registry.logRoleChanges(context.runtime().pool());
    }

    private void rolesChanged() {
        republish();
        listener.routingChanged();
        rebalance();
    }

    int waiting() {
        return listener.waiting();
    }

    /** The targets that claims wait for at this moment, as bits. */
    int awaitedTargets() {
        return watch.awaited();
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
        slotGrowth.request();
    }

    /** The server of a slot that was claimed as a primary's said that it is read-only: it is asked again at once. */
    public void doubtRole(Slot slot) {
        if (slot.set().controller().doubtRole()) {
            roleUpdate.request();
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
            slotGrowth.request();
        }
    }

    /** Where nobody may serve a claim that waits, the resolver may know somebody by now. */
    private void grow() {
        serviceDiscovery.catchUp();
        if (registry.routing().isEmpty()) {
            serviceDiscovery.refresh();
        }
        rebalance();
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

    /** Takes what effects have to tell to whom it concerns. */
    private final class NotificationRouter implements SlotSetObserver {
        @Override
        public void slotFree(Slot slot) {
            listener.slotFree(slot);
        }

        @Override
        public void slotGone() {
            changes.signal();
            if (waiting() > 0) {
                slotGrowth.request();
            }
        }

        @Override
        public void healthChanged() {
            changes.signal();
            renamed();
            serviceDiscovery.refresh();
        }

        @Override
        public void renamed() {
            republish();
            listener.routingChanged();
            slotGrowth.request();
        }

        @Override
        public void roleChanged() {
            roleUpdate.request();
        }

        @Override
        public void replied(StatusReply reply) {
            if (reply.accept()) {
                republish();
            }
        }
    }
}
