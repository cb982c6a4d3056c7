package dev.penstock.chaos.simulation;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.Role;
import dev.penstock.backends.TargetServerType;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.chaos.simulation.kernel.Starvation;
import java.util.Arrays;
import java.util.List;

/** The state of each server as the pool shows it, with the age of that state; updated after each step. */
final class ObservedServers {
    /**
     * The time after which a state is known everywhere. The supervisor publishes the state of a stuck status task and
     * notifies all status tasks, once it runs itself. Ages exclude the time in which no supervisor could run.
     */
    static final long PUBLISHED_NANOS = 20_000_000_000L;

    private static final TargetServerType[] TARGETS = TargetServerType.values();

    private final Kernel kernel;
    private final FakeServers servers;
    private final Starvation starvation;
    private final boolean byPriority;
    private final ObservedServer[] all;
    private final int[] free = new int[TARGETS.length];

    ObservedServers(Kernel kernel, FakeServers servers, Starvation starvation, boolean byPriority) {
        this.kernel = kernel;
        this.servers = servers;
        this.starvation = starvation;
        this.byPriority = byPriority;
        this.all = new ObservedServer[servers.all().size()];
        Arrays.setAll(all, number -> new ObservedServer());
    }

    /** One server as the pool shows it: its serving slots, without those that drain. */
    static final class ObservedServer {
        private int slotSets;
        private long oneSlotSetSince;
        private long servingSince;
        private long outOfServiceSince;
        private long rankedSince;
        private long roleSince;
        private int priority;
        private int unclaimed;
        private int total;
        private int held;
        private int connected;
        private int checking;
        private boolean leaving;
        private long timeline;
        private Role role = Role.UNKNOWN;

        /** All slots, including those that drain. */
        int total() {
            return total;
        }

        /** Whether the pool has no free connection for a query of the role. */
        boolean isRoleUnknowable() {
            return held == connected;
        }

        /** The slots whose connection the pool, not a claim, checks. */
        int checking() {
            return checking;
        }

        Role role() {
            return role;
        }

        long timeline() {
            return timeline;
        }
    }

    ObservedServer of(FakeServer server) {
        return all[server.number];
    }

    /** Records a pause of the process: all ages start again. */
    void paused() {
        long now = supervisedTime(kernel.elapsed());
        for (ObservedServer one : all) {
            one.servingSince = now;
            one.outOfServiceSince = now;
            one.oneSlotSetSince = now;
            one.rankedSince = now;
            one.roleSince = now;
        }
    }

    private long supervisedTime(long moment) {
        return moment - starvation.unsupervised();
    }

    void observe(List<BackendView> views) {
        long now = supervisedTime(kernel.elapsed());
        for (ObservedServer one : all) {
            one.slotSets = 0;
            one.total = 0;
            one.held = 0;
            one.connected = 0;
            one.checking = 0;
            one.unclaimed = 0;
            one.leaving = false;
        }
        for (BackendView view : views) {
            FakeServer server = servers.of(view.backend());
            observe(all[server.number], view, now);
        }
        for (FakeServer server : servers.all()) {
            ObservedServer one = all[server.number];
            if (one.slotSets != 1 || one.leaving) {
                one.oneSlotSetSince = now;
                server.connectRate.reset();
            }
            if (one.slotSets == 0 || (one.slotSets == 1 && one.leaving)) {
                forget(server, one, now);
            }
        }
        count(now);
    }

    private static void observe(ObservedServer one, BackendView view, long now) {
        one.slotSets++;
        one.total += view.slots().total();
        one.held += view.slots().held();
        one.checking += view.slots().checking();
        one.connected += view.slots().total() - view.slots().connecting();
        if (view.health() == BackendHealth.REMOVED) {
            one.leaving = true;
            return;
        }
        boolean serves = view.health() == BackendHealth.ONLINE || view.health() == BackendHealth.REFUSED;
        one.servingSince = serves ? one.servingSince : now;
        boolean out = view.health() == BackendHealth.OFFLINE || view.health() == BackendHealth.DRAINED;
        one.outOfServiceSince = out ? one.outOfServiceSince : now;
        one.unclaimed = view.slots().unclaimed();
        if (one.priority != view.backend().priority()) {
            one.priority = view.backend().priority();
            one.rankedSince = now;
        }
        if (one.role != view.role() || one.timeline != view.timeline()) {
            one.role = view.role();
            one.timeline = view.timeline();
            one.roleSince = now;
        }
    }

    private static void forget(FakeServer server, ObservedServer one, long now) {
        server.replica.forget();
        one.servingSince = now;
        one.outOfServiceSince = now;
        one.rankedSince = now;
        one.role = Role.UNKNOWN;
        one.timeline = 0;
        one.roleSince = now;
    }

    private void count(long now) {
        Arrays.fill(free, 0);
        int best = Integer.MAX_VALUE;
        for (ObservedServer one : all) {
            best = one.slotSets > 0 ? Math.min(best, one.priority) : best;
        }
        for (ObservedServer one : all) {
            if (one.unclaimed > 0 && isPublished(now, one.servingSince) && isRoutable(one, best, now)) {
                free[TargetServerType.ANY.ordinal()] += one.unclaimed;
                if (isPublished(now, one.oneSlotSetSince) && isPublished(now, one.roleSince)) {
                    countFor(one);
                }
            }
        }
    }

    private boolean isRoutable(ObservedServer one, int best, long now) {
        return !byPriority || (one.priority == best && isPublished(now, one.rankedSince));
    }

    private void countFor(ObservedServer one) {
        if (one.role == Role.PRIMARY) {
            free[TargetServerType.PRIMARY.ordinal()] += one.unclaimed;
            free[TargetServerType.PREFER_PRIMARY.ordinal()] += one.unclaimed;
        } else if (one.role == Role.SECONDARY) {
            free[TargetServerType.SECONDARY.ordinal()] += one.unclaimed;
            free[TargetServerType.PREFER_SECONDARY.ordinal()] += one.unclaimed;
        }
    }

    /** Whether the pool does not know the server, removes it, or has a new slot set beside a removed one. */
    boolean isUnknownOrLeaving(FakeServer server) {
        ObservedServer one = all[server.number];
        return one.slotSets != 1 || one.leaving;
    }

    private static boolean isPublished(long now, long since) {
        return now - since > PUBLISHED_NANOS;
    }

    /** The free slots for {@code target} that every claim must know of. */
    int free(TargetServerType target) {
        return free[target.ordinal()];
    }

    /** Whether the server has had exactly one slot set, which does not drain, long enough to be known everywhere. */
    boolean hasOneSlotSet(FakeServer server) {
        return isPublished(supervisedTime(kernel.elapsed()), all[server.number].oneSlotSetSince);
    }

    /** Whether the pool has shown the server as out of service since well before {@code moment}. */
    boolean isOutOfServiceSince(FakeServer server, long moment) {
        ObservedServer one = all[server.number];
        long then = supervisedTime(moment);
        return one.slotSets == 1 && isPublished(then, one.outOfServiceSince) && isPublished(then, one.oneSlotSetSince);
    }

    /** Whether another server of a better priority has served since well before {@code moment}. */
    boolean isOutranked(FakeServer server, long moment) {
        ObservedServer mine = all[server.number];
        boolean outranked = false;
        long then = supervisedTime(moment);
        for (ObservedServer other : all) {
            outranked |= other.slotSets > 0
                    && other.priority < mine.priority
                    && isPublished(then, other.servingSince)
                    && isPublished(then, other.rankedSince)
                    && isPublished(then, other.oneSlotSetSince)
                    && isPublished(then, mine.rankedSince);
        }
        return byPriority && outranked;
    }
}
