package dev.penstock.backends;

import java.util.ArrayList;
import java.util.List;

/** Decides how many slots each backend is to have: a pure function of demand, health and limit. */
final class Rebalancer {
    private Rebalancer() {}

    /**
     * What is asked for a backend.
     *
     * @param growing whether it is to have its share
     * @param kept slots it keeps where it is not: those that are held, and one to find out when it may serve again
     */
    record Demand(boolean growing, int kept) {}

    /**
     * Spreads slots evenly over the backends that are to have a share.
     *
     * @param demands one per backend
     * @param total slots wanted in all, at least 0
     * @return the slots wanted per backend, in the order of the demands; together at most {@code total} unless more
     *     are kept
     */
    static List<Integer> wanted(List<Demand> demands, int total) {
        int budget = total;
        int growing = 0;
        for (Demand demand : demands) {
            if (demand.growing()) {
                growing++;
            } else {
                budget -= demand.kept();
            }
        }
        int share = growing == 0 ? 0 : Math.max(0, budget) / growing;
        int left = growing == 0 ? 0 : Math.max(0, budget) % growing;
        List<Integer> wanted = new ArrayList<>(demands.size());
        for (Demand demand : demands) {
            wanted.add(demand.growing() ? share + (left-- > 0 ? 1 : 0) : demand.kept());
        }
        return wanted;
    }
}
