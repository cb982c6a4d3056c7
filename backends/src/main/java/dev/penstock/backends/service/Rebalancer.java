package dev.penstock.backends.service;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.slots.BackendRole.Demand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Decides how many slots each backend is to have: a pure function of counts, health and policy.
 *
 * <p>Backends that serve share what the others do not keep, in proportion to their SRV weights, by the method of A.
 * Sainte-Laguë (1910), which moves no slot but for a cause: one slot more or less in all is one more or less of one
 * backend. Of two backends with an equal right to the last slot, the one that has it keeps it. Where there are fewer
 * slots than backends, those come first that claims wait for, and those last that no claim may go to.
 */
public final class Rebalancer {
    private Rebalancer() {}

    /**
     * What is known of a backend.
     *
     * @param health of its server
     * @param counts its slots by state
     * @param idledOut unclaimed slots that have been so for longer than idleTimeout
     * @param granted slots it was told to have, or goes for until it hears that it is to have less
     * @param weight its weight among the others; 0 counts as 1
     * @param ceiling the most slots that its server lets it have
     * @param sessions connections that its server may have, those among them that are being made or closed
     * @param demand whether claims may go there
     */
    record Load(
            BackendHealth health,
            SlotCounts counts,
            int idledOut,
            int granted,
            int weight,
            int ceiling,
            int sessions,
            Demand demand) {

        int reserved() {
            return Math.max(granted, counts.total());
        }

        /** Slots it keeps where it is not to grow: those that are held, and {@code spare} to find out when it may. */
        int kept(int spare) {
            return switch (health) {
                case CONNECTING, ONLINE -> 0;
                case OFFLINE -> Math.max(Math.min(spare, ceiling), counts.held());
                case REFUSED -> counts.total();
                case DRAINED, REMOVED -> counts.held();
            };
        }
    }

    /**
     * The slots each backend is told to have now, in the order of the loads. Where the sum would pass the maximum for
     * a moment, because one backend has more than its share yet, was told to have more, or closes connections still,
     * the others wait; what some were told to have and have not yet is taken back first, and given to others once they
     * have heard of it.
     *
     * @param waiting claims that are queued
     */
    static List<Integer> grants(List<Load> loads, int waiting, BackendsPolicy.Size size) {
        List<Integer> wanted = wanted(loads, waiting, size);
        int room = size.maximum();
        for (Load load : loads) {
            room -= Math.max(load.reserved(), load.sessions());
        }
        int excess = Math.max(0, -room);
        List<Integer> grants = new ArrayList<>(loads.size());
        for (int i = 0; i < loads.size(); i++) {
            int has = loads.get(i).reserved();
            int takenBack = Math.min(excess, has - loads.get(i).counts().total());
            excess -= takenBack;
            int grant = Math.min(wanted.get(i), has - takenBack + Math.max(0, room));
            room -= Math.max(0, grant - has);
            grants.add(grant);
        }
        return grants;
    }

    /** The slots each backend should have; together at most the maximum, unless more are held. */
    static List<Integer> wanted(List<Load> loads, int waiting, BackendsPolicy.Size size) {
        int spare = spare(loads, size);
        int[] kept = kept(loads, spare, size.maximum());
        int budget = Math.max(
                0, total(loads, spare, waiting, size) - IntStream.of(kept).sum());
        List<Share> shares = new ArrayList<>();
        List<Share> growing = new ArrayList<>();
        for (Load load : loads) {
            Share share = new Share(load, shares.size(), size.each(), kept[shares.size()]);
            shares.add(share);
            if (load.health().growing()) {
                growing.add(share);
            }
        }
        deal(growing, budget);
        return shares.stream().map(share -> share.slots).toList();
    }

    /**
     * What backends keep that are not to grow: within the maximum, but for what is held. Slots that they have not yet
     * are the first not to be kept, then those of the last backends.
     */
    private static int[] kept(List<Load> loads, int spare, int maximum) {
        int[] kept = loads.stream().mapToInt(load -> load.kept(spare)).toArray();
        int excess = IntStream.of(kept).sum() - maximum;
        excess = cut(kept, excess, loads, load -> load.counts().total());
        cut(kept, excess, loads, load -> load.counts().held());
        return kept;
    }

    /** Keeps so many less, and of each backend no less than {@code least}; returns what is too many still. */
    private static int cut(int[] kept, int excess, List<Load> loads, ToIntFunction<Load> least) {
        int left = excess;
        for (int i = kept.length - 1; i >= 0 && left > 0; i--) {
            int less = Math.min(left, Math.max(0, kept[i] - least.applyAsInt(loads.get(i))));
            kept[i] -= less;
            left -= less;
        }
        return left;
    }

    /**
     * How many slots an offline backend has to find out when it may serve again: one, but none where that would leave a
     * backend that serves without any; probes find out then.
     */
    private static int spare(List<Load> loads, BackendsPolicy.Size size) {
        int growing = 0;
        int kept = 0;
        for (Load load : loads) {
            growing += load.health().growing() ? 1 : 0;
            kept += load.kept(1);
        }
        return growing == 0 || kept + growing <= size.maximum() ? 1 : 0;
    }

    /**
     * Held slots, those that waiters want and those kept ready; slots beyond that stay until they have idled long
     * enough.
     */
    private static int total(List<Load> loads, int spare, int waiting, BackendsPolicy.Size size) {
        int existing = 0;
        int held = 0;
        int probing = 0;
        int idledOut = 0;
        int floors = 0;
        for (Load load : loads) {
            existing += load.counts().total();
            held += load.counts().held();
            idledOut += load.idledOut();
            probing += Math.max(0, load.kept(spare) - load.counts().held());
            floors += load.health().growing() ? floor(load, size.each()) : load.kept(spare);
        }
        int needed = Math.max(held + probing + waiting + size.minimumIdle(), floors);
        int kept = existing - idledOut;
        return Math.min(size.maximum(), Math.max(1 + probing, Math.max(needed, kept)));
    }

    private static int floor(Load load, BackendsPolicy.PerBackend each) {
        return Math.min(most(load, each), load.counts().held() + each.minimumIdle());
    }

    private static int most(Load load, BackendsPolicy.PerBackend each) {
        return Math.min(each.limit(), load.ceiling());
    }

    /** Deals slots one by one to whoever has the best right to the next. */
    private static void deal(List<Share> growing, int budget) {
        PriorityQueue<Share> queue = new PriorityQueue<>(Share.BEST_FIRST);
        for (Share share : growing) {
            if (share.most > 0) {
                queue.add(share);
            }
        }
        for (int left = budget; left > 0 && !queue.isEmpty(); left--) {
            Share next = queue.remove();
            next.slots++;
            if (next.slots < next.most) {
                queue.add(next);
            }
        }
    }

    /** What one backend gets. */
    private static final class Share {
        /** One slot for each by demand, then what each needs, then by weight; then who has it, then the first. */
        static final Comparator<Share> BEST_FIRST = Comparator.comparing((Share share) -> share.slots > 0)
                .thenComparing(share -> share.slots > 0 ? Demand.AWAITED : share.demand)
                .thenComparing(share -> share.slots >= share.floor)
                .thenComparing(Share::byWeight)
                .thenComparing(share -> share.slots >= share.has)
                .thenComparingInt(share -> share.place);

        private final int place;
        private final Demand demand;
        private final long weight;
        private final int has;
        private final int floor;
        private final int most;
        private int slots;

        Share(Load load, int place, BackendsPolicy.PerBackend each, int kept) {
            this.place = place;
            this.demand = load.demand();
            this.weight = Math.max(1, load.weight());
            this.has = load.reserved();
            this.floor = floor(load, each);
            this.most = most(load, each);
            this.slots = kept;
        }

        /** Compares (2 slots + 1) / weight without dividing. */
        static int byWeight(Share one, Share other) {
            return Long.compare((2L * one.slots + 1) * other.weight, (2L * other.slots + 1) * one.weight);
        }
    }
}
