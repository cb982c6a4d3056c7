package dev.penstock.backends.service;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.roles.BackendRole.Demand;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.ThreadFacts;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.text.ShortList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor of a pool: at each beat it asks every status task for a reply, replaces stalled tasks, probes suspect
 * servers, ends resets that last too long, and distributes the slots among the backends. All methods run on its thread,
 * except {@link #stop} and the getters, which are thread-safe.
 *
 * <p>It measures its own delay, too. If a beat is late, or takes very long, the delay is a
 * {@link WaitEvent#RUNTIME_PAUSE}, and no status task counts as stalled because of it.
 */
final class Supervisor {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.supervisor");

    private final ServiceUpkeep upkeep;
    private final PoolRuntime runtime;
    private final Supplier<BackendsPolicy> policies;
    private final WaitAccounts accounts;
    private final NanoClock clock;
    private final UnsteadyBackends unsteady;
    private volatile long dueAt;
    private volatile long beatAt;
    private volatile boolean stopped;
    private volatile boolean beaten;
    /** Whether the last beat took very long. Used on this supervisor's thread only. */
    private boolean longBeat;

    private volatile @Nullable Thread thread;

    Supervisor(ServiceUpkeep upkeep, PoolRuntime runtime, Supplier<BackendsPolicy> policies, WaitAccounts accounts) {
        this.upkeep = upkeep;
        this.runtime = runtime;
        this.policies = policies;
        this.accounts = accounts;
        this.clock = runtime.clock();
        this.unsteady = new UnsteadyBackends(runtime, accounts);
    }

    /** Begins to beat at the present interval, until the returned future is cancelled. */
    Future<?> start(ScheduledExecutorService timer) {
        long interval = interval();
        beatAt = clock.nanoTime();
        dueAt = beatAt + interval;
        return timer.scheduleWithFixedDelay(this::tick, interval, interval, TimeUnit.NANOSECONDS);
    }

    /** The end of the last beat, in nanoseconds of the pool's clock. */
    long beatAt() {
        return beatAt;
    }

    /** Whether it has ended at least one beat. */
    boolean hasBeaten() {
        return beaten;
    }

    /** The thread of the last beat. */
    @Nullable
    Thread thread() {
        return thread;
    }

    /** Ends this supervisor: it begins no further step. Another one takes over. */
    void stop() {
        stopped = true;
    }

    /** Runs one beat. Logs an exception, because the timer would end the beats otherwise. */
    void tick() {
        thread = Thread.currentThread();
        long begin = clock.nanoTime();
        attempt(() -> {
            ThreadFacts.load();
            beat(begin);
        });
        long end = clock.nanoTime();
        attempt(() -> recordLongBeat(begin, end));
        beaten = true;
        beatAt = end;
        dueAt = end + interval();
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            runtime.log().error(LOGGER, "pool {}: the supervisor failed and goes on", runtime.pool(), e);
        }
    }

    private long interval() {
        return policies.get().status().interval().toNanos();
    }

    private void beat(long now) {
        List<SlotSetController> controllers = upkeep.controllers();
        if (isPause(now - dueAt)) {
            recordPause(controllers, now - dueAt, now);
        }
        for (SlotSetController controller : controllers) {
            if (stopped) {
                return;
            }
            supervise(controller, now);
        }
        if (!stopped) {
            rebalance(controllers);
            upkeep.watchdog().checkTimer();
            upkeep.sweep();
        }
    }

    /** Supervises one backend. Logs an exception, so that the other backends are supervised, too. */
    private void supervise(SlotSetController controller, long now) {
        try {
            replaceIfStalled(controller, now);
            suspectIfSlow(controller, now);
            logLateHolders(controller, now);
            controller.abortLateResets(now, policies.get().life().validationTimeout());
            requestStatus(controller, now);
        } catch (RuntimeException | Error e) {
            String form = "pool {}: the supervisor failed on backend {} and goes on";
            runtime.log().error(LOGGER, form, runtime.pool(), controller.label(), e);
        }
    }

    /** A backend without slots has nothing to reply, unless its server is in trouble or is probed without suspicion. */
    private void requestStatus(SlotSetController controller, long now) {
        boolean probes = !policies.get().status().probeInterval().isZero();
        if (probes || !controller.isAtRest()) {
            controller.requestStatus(now);
        }
    }

    private boolean isPause(long nanos) {
        return nanos > policies.get().status().timeout().toNanos() / 2;
    }

    private void recordPause(List<SlotSetController> controllers, long nanos, long now) {
        accounts.meters().meter(WaitEvent.RUNTIME_PAUSE).record(nanos);
        String form = "pool {}: the supervisor itself did not run for {} ms";
        runtime.log().warn(LOGGER, form, runtime.pool(), nanos / 1_000_000);
        controllers.forEach(controller -> controller.restartStallClock(now));
    }

    /**
     * A process can pause in the middle of a beat, too. If beat after beat is long, the supervisor is slow, and only
     * the first counts: the status tasks would never be judged otherwise.
     */
    private void recordLongBeat(long begin, long end) {
        boolean isLong = isPause(end - begin);
        if (isLong && !longBeat && !stopped) {
            recordPause(upkeep.controllers(), end - begin, end);
        }
        longBeat = isLong;
    }

    private void replaceIfStalled(SlotSetController controller, long now) {
        controller.findStall(now, policies.get().status().timeout()).ifPresent(stall -> {
            // first, so that the report of a claim that the fresh task serves has the stall among its events
            String form = "pool {}: backend {}: {}; a fresh one takes over";
            runtime.log().warn(LOGGER, form, runtime.pool(), controller.label(), stall);
            accounts.flight().stalled(controller.label(), stall.microstate().name(), stall.toString());
            controller.replaceTask(now);
            upkeep.republish();
        });
    }

    private void suspectIfSlow(SlotSetController controller, long now) {
        Duration limit = policies.get().status().suspectAfter();
        if (controller.set().health() == BackendHealth.ONLINE && controller.hasCallLongerThan(limit, now)) {
            controller.suspectServer();
        }
    }

    /** Logs each claim once that holds a connection to a backend which left longer than {@code drainTimeout} ago. */
    private void logLateHolders(SlotSetController controller, long now) {
        Duration limit = policies.get().life().drainTimeout();
        List<HeldClaim> late = controller.lateHolders(now, limit);
        if (!late.isEmpty()) {
            String claims = ShortList.of(late, "; ", this::describe);
            String form = "pool {}: backend {} left the service over {} ms ago and is still held: {}";
            runtime.log().warn(LOGGER, form, runtime.pool(), controller.label(), limit.toMillis(), claims);
        }
    }

    private String describe(HeldClaim claim) {
        return "claim " + accounts.ids().format(claim.claimId()) + " of thread '"
                + claim.holder().getName() + "' for " + claim.heldNanos() / 1_000_000 + " ms";
    }

    /**
     * Distributes the slots among all sets. Stops if this supervisor is stopped, because its successor may have given
     * the same slots to another set.
     */
    void rebalance(List<SlotSetController> controllers) {
        BackendsPolicy.Size size = policies.get().size();
        List<SlotSetController> leaving = size.each().maximum() == 0
                ? List.of()
                : controllers.stream().filter(SlotSetController::isLeaving).toList();
        long now = clock.nanoTime();
        int awaited = upkeep.awaitedTargets();
        int existing = 0;
        if (stopped) {
            return;
        }
        unsteady.update(controllers, now);
        List<Rebalancer.Load> loads = new ArrayList<>(controllers.size());
        for (SlotSetController controller : controllers) {
            Rebalancer.Load load = load(controller, now, awaited, ceiling(controller, size, leaving));
            loads.add(load);
            existing += load.counts().total();
        }
        List<Integer> grants = Rebalancer.grants(loads, upkeep.waiting(), size);
        for (int i = 0; i < controllers.size() && !stopped; i++) {
            SlotSetController controller = controllers.get(i);
            boolean tooMany =
                    existing > size.maximum() || loads.get(i).counts().total() > ceiling(controller, size, leaving);
            int before = controller.granted();
            controller.resize(grants.get(i), tooMany);
            if (before != grants.get(i)) {
                accounts.flight().granted(controller.label(), before, grants.get(i));
            }
        }
    }

    /**
     * The most slots of one backend. If it left and came back, held slots of its former slot set count, too.
     */
    private static int ceiling(
            SlotSetController controller, BackendsPolicy.Size size, List<SlotSetController> leaving) {
        int ceiling = size.each().limit();
        for (SlotSetController other : leaving) {
            boolean same = other != controller
                    && other.set()
                            .backend()
                            .id()
                            .equals(controller.set().backend().id());
            ceiling -= same ? other.set().slots().length + other.set().closingSessions() : 0;
        }
        return Math.max(0, ceiling);
    }

    /** The load of one backend. A backend that no claim may use keeps one slot, which detects a change of its role. */
    private Rebalancer.Load load(SlotSetController controller, long now, int awaited, int allowed) {
        SlotSet set = controller.set();
        SlotCounts counts = set.counts();
        Demand demand = set.role().demand(awaited);
        int ceiling = Math.min(set.ceiling(), allowed);
        long idleNanos = policies.get().size().idleTimeout().toNanos();
        int idledOut = idleNanos == 0 ? 0 : set.idleSince(now - idleNanos);
        return new Rebalancer.Load(
                set.health(),
                counts,
                idledOut + set.awaitingAttempt(),
                Math.max(controller.granted(), set.wanted()),
                set.backend().weight(),
                demand == Demand.UNWANTED ? Math.min(1, ceiling) : ceiling,
                set.closingSessions() + counts.total() - counts.connecting() + set.connectAttempts(),
                demand,
                unsteady.isReplaced(set));
    }
}
