package dev.penstock.chaos.simulation;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.Role;
import dev.penstock.backends.TargetServerType;
import java.util.Arrays;
import java.util.List;

/** What the pool has shown of each server, and since when. Looked at after each step. */
final class ObservedServers {
    /**
     * The supervisor publishes what a status task that is stuck has not, and tells all of them what is new, once it
     * gets the processor itself. For how long something has been seen leaves out when no supervisor could run.
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

    /** One server, as the pool shows it: the slots that serve, and not those that drain. */
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

        /** All its slots, those that drain among them. */
        int total() {
            return total;
        }

        /** Whether no connection is there that the pool could ask the server by. */
        boolean isRoleUnknowable() {
            return held == connected;
        }

        /** Slots whose connection the pool checks, not a claim. */
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

    /** The process stood still for so long: what is known is known for no longer than before. */
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

    /** Whether the pool does not know the server, or lets it go, or knows it anew beside what it lets go. */
    boolean isUnknownOrLeaving(FakeServer server) {
        ObservedServer one = all[server.number];
        return one.slotSets != 1 || one.leaving;
    }

    private static boolean isPublished(long now, long since) {
        return now - since > PUBLISHED_NANOS;
    }

    /** Slots that are free for a claim for {@code target}, and that claims know of for certain. */
    int free(TargetServerType target) {
        return free[target.ordinal()];
    }

    /** Whether the server has had one set of slots for so long that everybody knows, which does not drain. */
    boolean hasOneSlotSet(FakeServer server) {
        return isPublished(supervisedTime(kernel.elapsed()), all[server.number].oneSlotSetSince);
    }

    /** Whether the pool has taken the server for one that serves nobody since well before {@code moment}. */
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
