package dev.penstock.backends.service;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.roles.BackendRole.Demand;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Computes the number of slots of each backend: a pure function of counts, health and policy.
 *
 * <p>Serving backends share the slots that the others do not keep, in proportion to their SRV weights, by the method of
 * A. Sainte-Laguë (1910). The method moves no slot without a cause: if the sum changes by one slot, the share of one
 * backend changes by one. Of two backends with an equal right to the last slot, the present owner keeps it. If there
 * are fewer slots than backends, backends that claims wait for come first, and backends that no claim may use come
 * last. An unsteady backend gets one slot, and beyond that only slots that the others may not have.
 */
public final class Rebalancer {
    private Rebalancer() {}

    /**
     * The present load of one backend.
     *
     * @param health the health of its server
     * @param counts its slots by state
     * @param dispensable the slots to keep for nobody: they have been unclaimed for longer than {@code idleTimeout}, or
     *     their connect attempt has not begun
     * @param granted the slots that it was last granted, or still grows to until it receives a smaller grant
     * @param weight its SRV weight; 0 counts as 1
     * @param ceiling the most slots that its server accepts
     * @param sessions the sessions that its server may have, including those that are being opened or closed
     * @param demand whether claims wait for it or may use it
     * @param unsteady whether it loses sessions again and again, and others can serve in its place
     */
    record Load(
            BackendHealth health,
            SlotCounts counts,
            int dispensable,
            int granted,
            int weight,
            int ceiling,
            int sessions,
            Demand demand,
            boolean unsteady) {

        int reserved() {
            return Math.max(granted, counts.total());
        }

        /** The slots that it keeps if it must not grow: the held ones, and {@code spare} to detect its recovery. */
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
     * The slots to grant to each backend now, in the order of the loads.
     *
     * <p>The sum of all sessions must not exceed the maximum, not even for a moment. A backend may still have more than
     * its share, have been granted more, or be closing sessions. Until then the others wait. Grants that are not used
     * yet are revoked first; others receive them after the revocation has arrived.
     *
     * @param waiting the number of waiting claims
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

    /** The share of each backend; together at most the maximum, unless more slots are held. */
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
     * The slots that backends keep which must not grow: together at most the maximum, unless more are held. If they are
     * too many, slots that do not exist yet go first, then those of the last backends in the list.
     */
    private static int[] kept(List<Load> loads, int spare, int maximum) {
        int[] kept = loads.stream().mapToInt(load -> load.kept(spare)).toArray();
        int excess = IntStream.of(kept).sum() - maximum;
        excess = cut(kept, excess, loads, load -> load.counts().total());
        cut(kept, excess, loads, load -> load.counts().held());
        return kept;
    }

    /** Keeps {@code excess} slots fewer, but at least {@code least} of each backend; returns the remaining excess. */
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
     * The slots by which an offline backend detects its recovery: one, or none if that would leave a serving backend
     * without a slot. In that case probes detect the recovery.
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
     * The slots of all backends together: held ones, one for each waiter, and those to keep ready. Other connections
     * stay until their idle timeout. Until a server was reached, one slot tries.
     */
    private static int total(List<Load> loads, int spare, int waiting, BackendsPolicy.Size size) {
        int existing = 0;
        int held = 0;
        int probing = 0;
        int dispensable = 0;
        int floors = 0;
        int first = 1;
        for (Load load : loads) {
            existing += load.counts().total();
            held += load.counts().held();
            dispensable += load.dispensable();
            probing += Math.max(0, load.kept(spare) - load.counts().held());
            floors += load.health().growing() ? floor(load, size.each()) : load.kept(spare);
            first = load.health() == BackendHealth.ONLINE ? 0 : first;
        }
        int needed = Math.max(held + probing + waiting + size.minimumIdle(), floors);
        int kept = existing - dispensable;
        return Math.min(size.maximum(), Math.max(first + probing, Math.max(needed, kept)));
    }

    private static int floor(Load load, BackendsPolicy.PerBackend each) {
        return Math.min(most(load, each), load.counts().held() + each.minimumIdle());
    }

    private static int most(Load load, BackendsPolicy.PerBackend each) {
        return Math.min(each.limit(), load.ceiling());
    }

    /** Deals {@code budget} slots one by one, each to the backend with the best right to it. */
    private static void deal(List<Share> growing, int budget) {
        PriorityQueue<Share> queue = new PriorityQueue<>(Share::bestFirst);
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

    /** The slots of one backend while they are dealt. */
    private static final class Share {
        private final int place;
        private final Demand demand;
        private final boolean unsteady;
        private final long weight;
        private final int has;
        private final int floor;
        private final int most;
        private int slots;

        Share(Load load, int place, BackendsPolicy.PerBackend each, int kept) {
            this.place = place;
            this.demand = load.demand();
            this.unsteady = load.unsteady();
            this.weight = Math.max(1, load.weight());
            this.has = load.reserved();
            this.floor = floor(load, each);
            this.most = most(load, each);
            this.slots = kept;
        }

        /**
         * First one slot for each by demand, then the steady ones, each one's floor, then by weight; ties: the owner,
         * then the first.
         * Written out: in a new JVM, a chain of comparators costs the first connection some milliseconds.
         */
        static int bestFirst(Share one, Share other) {
            int order = Boolean.compare(one.slots > 0, other.slots > 0);
            if (order == 0 && one.slots == 0) {
                order = one.demand.compareTo(other.demand);
            } else if (order == 0) {
                order = Boolean.compare(one.unsteady, other.unsteady);
            }
            if (order == 0) {
                order = Boolean.compare(one.slots >= one.floor, other.slots >= other.floor);
            }
            if (order == 0) {
                order = byWeight(one, other);
            }
            if (order == 0) {
                order = Boolean.compare(one.slots >= one.has, other.slots >= other.has);
            }
            return order == 0 ? Integer.compare(one.place, other.place) : order;
        }

        /** Compares (2 slots + 1) / weight by multiplication, because integer division would round. */
        private static int byWeight(Share one, Share other) {
            return Long.compare((2L * one.slots + 1) * other.weight, (2L * other.slots + 1) * one.weight);
        }
    }
}
