package dev.penstock.backends.service;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.Scheduler;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.SlotView;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.roles.RoleWatch;
import dev.penstock.backends.routing.RoutingTable;
import dev.penstock.backends.slots.PoolContext;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotListener;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.backends.threads.HandoffExecutor;
import dev.penstock.backends.threads.NoThreadException;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.discovery.BackendSet;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.sessions.SessionAccounts;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The backends of one service and their slots: the source of the slots that claims take. Thread-safe.
 *
 * <p>{@link #tryClaim} and a release need no other thread. The results of discovery, of the status tasks and of the
 * supervisor reach claims as a new {@link RoutingTable}.
 */
public final class Backends {
    private final PoolContext context;
    private final CurrentPolicy policy;
    private final @Nullable HandoffExecutor statusExecutor;
    private final SupervisorWatchdog watchdog;
    private final ServiceUpkeep upkeep;
    private final RoleWatch watch;
    private final SlotSetRegistry registry;
    private final ServiceDiscovery serviceDiscovery;
    private final EventCount changes;
    private final SessionAccounts sessions;
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
        ThreadSource threads = parts.threads().source();
        Scheduler scheduler = threads.scheduler();
        Executor provided = parts.threads().statusExecutor();
        accounts.recordFlight(pool);
        this.statusExecutor = provided == null ? null : new HandoffExecutor(provided, pool, threads);
        ScheduledExecutorService timer = scheduler.timer(threads.named("penstock-timer-" + pool));
        this.changes = new EventCount(scheduler, accounts.clock());
        CurrentPolicy current = new CurrentPolicy(parts.policy());
        this.policy = current;
        Supplier<BackendsPolicy> policies = current::get;
        PoolRuntime runtime = new PoolRuntime(pool, accounts.clock(), timer, threads, accounts.events());
        this.watch = new RoleWatch(parts.routing(), listener::waitsFor);
        ServiceUpkeep work = new ServiceUpkeep(listener, watch, changes);
        this.upkeep = work;
        this.context = new PoolContext(parts.connector(), policies, accounts, runtime, work);
        this.watchdog =
                new SupervisorWatchdog(runtime, policies, () -> new Supervisor(work, runtime, policies, accounts));
        this.sessions = new SessionAccounts(pool, accounts.clock(), accounts.flight());
        this.registry = new SlotSetRegistry(
                new SlotSetFactory(context, watch, statusExecutor, sessions)::create,
                runtime,
                accounts,
                policies,
                watch);
        this.serviceDiscovery =
                new ServiceDiscovery(parts.resolver(), registry, runtime, policies, watchdog, work::membersChanged);
        this.operations = new OperatorCommands(
                registry::controllers, changes, accounts.clock(), () -> decisionLimit(policies.get()));
        work.connect(watchdog, registry, serviceDiscovery);
    }

    /**
     * Begins to find backends and to connect slots. Called once. If the resolver fails to start, stops all threads and
     * throws the resolver's exception.
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

    /** Replaces the policy. The number of slots changes at once; a time limit applies to work that begins later. */
    public void apply(BackendsPolicy changed) {
        Duration before = policy.replace(changed).status().interval();
        if (!before.equals(changed.status().interval())) {
            watchdog.restartBeats();
        }
        watchdog.execute(upkeep::rebalance);
    }

    /** The commands of an operator. */
    public OperatorCommands operations() {
        return operations;
    }

    /** The time since the supervisor ended its last beat. */
    public Duration heartbeatAge() {
        return watchdog.heartbeatAge();
    }

    /** The time in which a status task decides on a message, even if the task stalls and is replaced first. */
    private static Duration decisionLimit(BackendsPolicy policy) {
        BackendsPolicy.Status status = policy.status();
        return status.timeout().plus(status.interval()).multipliedBy(2);
    }

    /**
     * Tries backends that refused the former credentials of the connector at once. Waits until all status tasks know of
     * the new credentials, at most {@code statusTimeout}, so that no claim fails because of the former ones.
     */
    public void credentialsChanged() {
        registry.notifyCredentialsChanged(changes, policy.get().status().timeout());
    }

    /** The source of the pool's executors and timers. */
    public Scheduler scheduler() {
        return threads().scheduler();
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
     * Claims any free slot for a claim without a target; null if none is free. The caller becomes its holder.
     *
     * @param now the time of the pool's clock in nanoseconds; it may be some milliseconds old
     */
    public @Nullable Slot tryClaim(long now) {
        return registry.routing().tryClaim(now);
    }

    /** Claims any free slot of a backend that serves {@code target}; null if none is free. */
    public @Nullable Slot tryClaim(long now, TargetServerType target) {
        if (!watch.uses(target)) {
            enableTarget(target);
        }
        return registry.routing().tryClaim(now, target);
    }

    /**
     * Adds {@code target} to the routing table, if necessary. From now on servers are asked for their roles at each
     * beat.
     */
    public void enableTarget(TargetServerType target) {
        registry.enableTarget(target);
        upkeep.requestGrowth();
    }

    /**
     * Asks the server of {@code slot} for its role at once. Called if a server that was taken for a primary is
     * read-only.
     */
    public void doubtRole(Slot slot) {
        if (slot.set().controller().doubtRole()) {
            upkeep.requestRoleUpdate();
        }
    }

    /** Whether a claim finds a free slot at this moment. */
    public boolean hasFreeSlot() {
        return registry.routing().hasFree();
    }

    /** What the pool's test of itself reads and runs on. */
    public SelfInspection inspection() {
        return new SelfInspection(registry, watch, watchdog, policy);
    }

    /** The sessions that are open, and how many were opened and closed. */
    public SessionAccounts sessions() {
        return sessions;
    }

    /** Asks the status tasks for a slot, because a claim waits for one. */
    public void requestSlot(long claimId) {
        long now = context.accounts().clock().nanoTime();
        int slots = 0;
        for (SlotSetController controller : registry.controllers()) {
            if (!controller.isAtRest()) {
                controller.requestStatusFor(claimId, now);
            }
            slots += controller.set().slots().length;
        }
        if (slots < policy.get().size().maximum() || registry.routing().isEmpty()) {
            upkeep.requestGrowth();
        }
    }

    /**
     * Whether every backend refuses the credentials, or every session for another reason that a repetition does not
     * change, and the pool has no connection.
     */
    public boolean refuseSessions() {
        List<SlotSetController> controllers = registry.controllers();
        for (SlotSetController controller : controllers) {
            SlotSet set = controller.set();
            boolean refusesLogin = set.health() == BackendHealth.REFUSED && set.slots().length == 0;
            if (!refusesLogin && !set.refusesSessions()) {
                return false;
            }
        }
        return !controllers.isEmpty();
    }

    /** Whether no server accepts a connection, as far as the last attempts show, or none is known. */
    public boolean isUnreachable() {
        List<SlotSetController> controllers = registry.controllers();
        return controllers.isEmpty()
                ? backendSet().failure().isPresent()
                : controllers.stream()
                        .allMatch(controller -> controller.set().health().sick());
    }

    /** The last error of a backend that has not been in order since; of several backends, the first. */
    public Optional<Throwable> lastFailure() {
        return registry.controllers().stream()
                .map(controller -> controller.set().lastFailure())
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Whether any slot exists, in whatever state. */
    public boolean hasSlots() {
        return registry.hasSlots();
    }

    /**
     * Discards the connection of a slot that the caller holds; another thread closes it. The slot connects anew, or
     * retires if it was condemned. If the server is to blame, the other connections of its backend are validated before
     * their next use.
     */
    public void discard(Slot slot, SlotState from, DisconnectCause loss) {
        slot.set().controller().discard(slot, from, loss);
    }

    /** Retires a condemned slot that the caller holds; another thread closes its connection. */
    public void retire(Slot slot, SlotState from) {
        slot.set().controller().retire(slot, from);
    }

    /**
     * Whether the connection of a slot that the caller holds can serve. A thread of the backend asks the driver, so
     * that the caller waits at most {@code limit}. After false the caller must {@link #discard} the slot.
     *
     * @throws InterruptedException if interrupted while waiting; then the caller must discard the slot, too
     * @throws NoThreadException if no thread can ask the driver; then the slot is as before
     */
    public boolean validate(Slot slot, Duration limit) throws InterruptedException {
        return slot.set().controller().validate(slot.connection(), limit);
    }

    /**
     * Runs the reset of a slot that the caller holds, on a thread of the backend. The caller waits at most {@code
     * limit}. After false the caller must {@link #discard} the slot.
     *
     * @return whether the reset ended in time
     */
    public boolean reset(Slot slot, Runnable reset, Duration limit) {
        return slot.set().controller().reset(slot, reset, limit);
    }

    /** The reason for which a claim without a target waits if no slot is free. */
    public WaitEvent waitReason() {
        return waitReason(watch.policy().target());
    }

    /** The reason for which a claim for {@code target} waits if no slot is free. */
    public WaitEvent waitReason(TargetServerType target) {
        return registry.waitReason(target);
    }

    /** The last result of the resolver. */
    public BackendSet backendSet() {
        return serviceDiscovery.current();
    }

    /** The last result of the resolver, with its age at this moment. */
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

    /** Calls {@code visitor} for every slot. */
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

    /** Each slot at this moment, in the order of backends. */
    public List<SlotView> slotViews() {
        return registry.slotViews(context.accounts().clock().nanoTime());
    }

    /**
     * Ends discovery and connecting, closes every unclaimed connection, and waits until claims have returned the held
     * connections.
     *
     * @return whether all claims returned theirs within {@code limit}; later ones are still closed on their return
     * @throws InterruptedException if interrupted while waiting; the backends close nevertheless
     */
    public boolean close(Duration limit) throws InterruptedException {
        try {
            return shutdown().begin().awaitReturns(limit);
        } finally {
            shutdown().end();
        }
    }

    /** The steps of the end of these backends, for a caller that does more than wait. */
    public BackendsShutdown shutdown() {
        return new BackendsShutdown(this, registry, serviceDiscovery, changes);
    }

    /** The text of a server or a driver without the secrets of the connector. */
    public String withoutSecrets(String text) {
        return context.connector().withoutSecrets(text);
    }

    /** The log of the pool's background work, which never blocks its caller. */
    public AsyncLog log() {
        return context.runtime().log();
    }

    /** The source of the pool's threads. */
    public ThreadSource threads() {
        return context.runtime().threads();
    }

    /** The clock of the pool. */
    NanoClock clock() {
        return context.runtime().clock();
    }

    void stopThreads() {
        watchdog.close();
        context.runtime().close();
        Optional.ofNullable(statusExecutor).ifPresent(HandoffExecutor::close);
    }
}
