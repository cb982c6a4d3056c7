package dev.penstock.backends;

import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool's own thread, which asks every status task, compares, and decides: who is stalled, whose server is
 * suspect, and how many slots each backend is to have.
 *
 * <p>It measures its own lateness too. An interval in which it did not run although it was due is a
 * {@link WaitEvent#RUNTIME_PAUSE}, and no status task is called stalled for it.
 */
final class Supervisor {
    private static final Logger LOGGER = LoggerFactory.getLogger(Supervisor.class);

    private final Backends backends;
    private final String pool;
    private final Supplier<BackendsPolicy> policies;
    private final WaitAccounts accounts;
    private final NanoClock clock;
    private long dueAt;

    Supervisor(Backends backends, EffectRunner.Context context) {
        this.backends = backends;
        this.pool = context.pool();
        this.policies = context.policies();
        this.accounts = context.accounts();
        this.clock = accounts.clock();
    }

    /** Begins to beat at the present interval, until what is returned is cancelled. */
    Future<?> start(ScheduledExecutorService timer) {
        long interval = interval();
        dueAt = clock.nanoTime() + interval;
        return timer.scheduleWithFixedDelay(this::tick, interval, interval, TimeUnit.NANOSECONDS);
    }

    /** One beat. Never throws: the timer would not come back. */
    void tick() {
        try {
            beat();
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "pool {}: the supervisor failed and goes on", pool, e);
        } finally {
            dueAt = clock.nanoTime() + interval();
        }
    }

    private long interval() {
        return policies.get().status().interval().toNanos();
    }

    private void beat() {
        long now = clock.nanoTime();
        List<TendedSet> tended = backends.tended();
        notePause(tended, now);
        tended.forEach(one -> lookAfter(one, now));
        rebalance(tended);
        backends.sweep();
    }

    /** What fails for one backend is no reason to leave the others alone. */
    private void lookAfter(TendedSet one, long now) {
        try {
            replaceIfStalled(one, now);
            suspectIfSlow(one, now);
            one.request(now);
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "pool {}: the supervisor failed on {} and goes on", pool, one.label(), e);
        }
    }

    private void notePause(List<TendedSet> tended, long now) {
        long late = now - dueAt;
        if (late > policies.get().status().timeout().toNanos() / 2) {
            accounts.meters().meter(WaitEvent.RUNTIME_PAUSE).record(late);
            SafeLog.warn(LOGGER, "pool {}: the supervisor itself did not run for {} ms", pool, late / 1_000_000);
            tended.forEach(one -> one.bePatient(now));
        }
    }

    private void replaceIfStalled(TendedSet one, long now) {
        StallReport stall = one.stall(now, policies.get().status().timeout());
        if (stall != null) {
            SafeLog.warn(LOGGER, "pool {}: {}; a fresh one takes over", pool, stall);
            one.replaceTask(now);
            backends.republish();
        }
    }

    private void suspectIfSlow(TendedSet one, long now) {
        Duration limit = policies.get().status().suspectAfter();
        if (one.set().health() == BackendHealth.ONLINE && one.hasCallLongerThan(limit, now)) {
            one.post(new StatusMessage.Suspected(
                    "a JDBC call has been at the driver for over " + limit.toMillis() + " ms"));
        }
    }

    /**
     * Tells every set how many slots it is to have. Where the sum would pass the maximum for a moment, because one
     * set has more than its share yet, or was told to have more, the others grow at a later beat; what some were told
     * to have and have not yet is taken back first.
     */
    void rebalance(List<TendedSet> tended) {
        BackendsPolicy.Size size = policies.get().size();
        List<SlotCounts> counts = tended.stream().map(one -> one.set().counts()).toList();
        int existing = counts.stream().mapToInt(SlotCounts::total).sum();
        int spare = spare(tended, counts, size);
        List<Rebalancer.Demand> demands = new ArrayList<>();
        int room = size.maximum();
        for (int i = 0; i < tended.size(); i++) {
            demands.add(demand(tended.get(i).set().health(), counts.get(i), spare));
            room -= reserved(tended.get(i), counts.get(i));
        }
        int excess = Math.max(0, -room);
        List<Integer> wanted = Rebalancer.wanted(demands, total(tended, counts, demands, size));
        for (int i = 0; i < tended.size(); i++) {
            int has = reserved(tended.get(i), counts.get(i));
            int takenBack = Math.min(excess, has - counts.get(i).total());
            excess -= takenBack;
            int grant = Math.min(wanted.get(i), has - takenBack + Math.max(0, room));
            room -= Math.max(0, grant - has);
            tended.get(i).resize(grant, existing > size.maximum());
        }
    }

    /** What a set has, was told to have, or goes for until it hears that it is to have less. */
    private static int reserved(TendedSet one, SlotCounts counts) {
        return Math.max(Math.max(one.granted(), one.set().wanted()), counts.total());
    }

    private static Rebalancer.Demand demand(BackendHealth health, SlotCounts counts, int spare) {
        return switch (health) {
            case CONNECTING, ONLINE -> new Rebalancer.Demand(true, 0);
            case OFFLINE -> new Rebalancer.Demand(false, Math.max(spare, counts.held()));
            case REFUSED -> new Rebalancer.Demand(false, counts.total());
            case REMOVED -> new Rebalancer.Demand(false, counts.held());
        };
    }

    /**
     * How many slots an offline backend has to find out when it may serve again: one, but none where that would leave a
     * backend that serves without any; probes find out then.
     */
    private static int spare(List<TendedSet> tended, List<SlotCounts> counts, BackendsPolicy.Size size) {
        int growing = 0;
        int kept = 0;
        for (int i = 0; i < tended.size(); i++) {
            BackendHealth health = tended.get(i).set().health();
            growing += health.growing() ? 1 : 0;
            kept += demand(health, counts.get(i), 1).kept();
        }
        return growing == 0 || kept + growing <= size.maximum() ? 1 : 0;
    }

    /**
     * Held slots, those that waiters want and those kept ready; slots beyond that stay until they have idled long
     * enough.
     */
    private int total(
            List<TendedSet> tended,
            List<SlotCounts> counts,
            List<Rebalancer.Demand> demands,
            BackendsPolicy.Size size) {
        int existing = counts.stream().mapToInt(SlotCounts::total).sum();
        int held = counts.stream().mapToInt(SlotCounts::held).sum();
        int spares = 0;
        for (int i = 0; i < demands.size(); i++) {
            spares += Math.max(0, demands.get(i).kept() - counts.get(i).held());
        }
        int needed = held + spares + backends.waiting() + size.minimumIdle();
        int kept = existing - idledOut(tended, size);
        return Math.min(size.maximum(), Math.max(1 + spares, Math.max(needed, kept)));
    }

    private int idledOut(List<TendedSet> tended, BackendsPolicy.Size size) {
        long limit = size.idleTimeout().toNanos();
        if (limit == 0) {
            return 0;
        }
        long now = clock.nanoTime();
        int idle = 0;
        for (TendedSet one : tended) {
            for (Slot slot : one.set().slots()) {
                if (slot.state() == SlotState.UNCLAIMED && now - slot.freeSince() >= limit) {
                    idle++;
                }
            }
        }
        return idle;
    }
}
