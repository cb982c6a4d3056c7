package dev.penstock.chaos.simulation;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run leaves out of the history of its seed: an immutable value. The same seed with the same options is the same
 * history.
 *
 * @param without the kinds of faults that do not occur. Such a fault is still drawn, and then left out
 * @param mostClaimants the maximum number of claimants, at least 1
 */
public record SimulationOptions(Set<FaultKind> without, int mostClaimants) {
    /** The options that leave nothing out. */
    public static final SimulationOptions ALL = new SimulationOptions(Set.of(), Integer.MAX_VALUE);

    /**
     * Copies the set.
     *
     * @throws IllegalArgumentException if {@code mostClaimants} is below 1
     */
    public SimulationOptions {
        without = Set.copyOf(without);
        if (mostClaimants < 1) {
            throw new IllegalArgumentException("simulation.claimants must be >= 1, and is " + mostClaimants);
        }
    }

    /**
     * The options of the system properties {@code simulation.without}, a list of labels with commas between them, and
     * {@code simulation.claimants}.
     *
     * @throws IllegalArgumentException if a value is wrong
     */
    static SimulationOptions ofProperties() {
        Set<FaultKind> without = EnumSet.noneOf(FaultKind.class);
        Arrays.stream(System.getProperty("simulation.without", "").split(",", -1))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .map(FaultKind::ofLabel)
                .forEach(without::add);
        String claimants = System.getProperty("simulation.claimants", "");
        return new SimulationOptions(without, claimants.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(claimants));
    }

    /** The same with these faults only. */
    SimulationOptions withFaults(Set<FaultKind> faults) {
        Set<FaultKind> left = EnumSet.allOf(FaultKind.class);
        left.removeAll(faults);
        return new SimulationOptions(left, mostClaimants);
    }

    /** The same with another maximum number of claimants. */
    SimulationOptions withClaimants(int most) {
        return new SimulationOptions(without, most);
    }

    /** The kinds of faults that occur. */
    Set<FaultKind> faults() {
        Set<FaultKind> faults = EnumSet.allOf(FaultKind.class);
        faults.removeAll(without);
        return faults;
    }

    /** The options as system properties for a command, each after a space; empty if nothing is left out. */
    String asProperties() {
        String labels = without.stream().sorted().map(FaultKind::label).collect(Collectors.joining(","));
        return (labels.isEmpty() ? "" : " -Dsimulation.without=" + labels)
                + (mostClaimants == Integer.MAX_VALUE ? "" : " -Dsimulation.claimants=" + mostClaimants);
    }
}
