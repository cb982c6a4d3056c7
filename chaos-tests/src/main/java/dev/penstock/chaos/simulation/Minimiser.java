package dev.penstock.chaos.simulation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Reduces a failed seed: finds options that leave out as much as possible, and with which the seed still breaks the
 * same rule. Each trial is a run. Not thread-safe.
 *
 * <p><b>Method.</b> Delta debugging over the kinds of faults (A. Zeller and R. Hildebrandt, "Simplifying and isolating
 * failure-inducing input", 2002), then the smallest number of claimants among 1, 2, 4 and so on. The result is minimal
 * in that no single kind can be left out, unless the trials ran out.
 *
 * <p>A run without some faults is another history from the first fault that is left out. Therefore the result is a
 * history that breaks the rule, and not always the one that broke it first.
 */
final class Minimiser {
    private final Trial trial;
    private final int most;
    private SimulationResult smallest;
    private int trials;

    /** Runs the failed seed with other options. */
    interface Trial {
        /** The result of a run with these options. */
        SimulationResult run(SimulationOptions options) throws InterruptedException;
    }

    /**
     * The result of a reduction: an immutable value.
     *
     * @param smallest the result of the failed run that leaves out most
     * @param trials the number of runs
     * @param complete whether all trials were made that the method asks for
     */
    record Reduction(SimulationResult smallest, int trials, boolean complete) {}

    private Minimiser(SimulationResult failed, int most, Trial trial) {
        this.smallest = failed;
        this.most = most;
        this.trial = trial;
    }

    /**
     * Reduces {@code failed}.
     *
     * @param claimants the number of claimants of the seed
     * @param most the maximum number of trials
     */
    static Reduction reduce(SimulationResult failed, int claimants, int most, Trial trial) throws InterruptedException {
        Minimiser minimiser = new Minimiser(failed, most, trial);
        minimiser.reduceFaults();
        minimiser.reduceClaimants(claimants);
        return new Reduction(minimiser.smallest, minimiser.trials, minimiser.trials < most);
    }

    private void reduceFaults() throws InterruptedException {
        if (fails(smallest.options().withFaults(Set.of()))) {
            return;
        }
        int parts = 2;
        while (smallest.options().faults().size() > 1) {
            List<FaultKind> kept = List.copyOf(smallest.options().faults());
            boolean reduced = reduceByOnePart(kept, Math.min(parts, kept.size()));
            if (!reduced && parts >= kept.size()) {
                return;
            }
            parts = reduced ? Math.max(2, parts - 1) : 2 * parts;
        }
    }

    /** Tries to leave out one of so many parts. */
    private boolean reduceByOnePart(List<FaultKind> kept, int parts) throws InterruptedException {
        for (int part = 0; part < parts; part++) {
            List<FaultKind> others = new ArrayList<>(kept);
            others.subList(part * kept.size() / parts, (part + 1) * kept.size() / parts)
                    .clear();
            if (fails(smallest.options().withFaults(EnumSet.copyOf(others)))) {
                return true;
            }
        }
        return false;
    }

    private void reduceClaimants(int claimants) throws InterruptedException {
        for (int fewer = 1; fewer < claimants; fewer *= 2) {
            if (fails(smallest.options().withClaimants(fewer))) {
                return;
            }
        }
    }

    /** Whether the seed breaks the same rule with these options. If the trials have run out, it counts as no. */
    private boolean fails(SimulationOptions options) throws InterruptedException {
        if (trials >= most) {
            return false;
        }
        trials++;
        SimulationResult result = trial.run(options);
        boolean same = result.failure() != null && result.brokenRule().equals(smallest.brokenRule());
        if (same) {
            smallest = result;
        }
        return same;
    }
}
