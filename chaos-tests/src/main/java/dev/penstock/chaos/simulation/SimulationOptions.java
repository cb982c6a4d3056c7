package dev.penstock.chaos.simulation;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How long the run of a seed is, and what it leaves out: an immutable value. The same seed with the same options is the
 * same history.
 *
 * @param length the virtual time from the start of the pool to its close; at least 20 minutes, which are one round of
 *     faults with its recovery
 * @param without the kinds of faults that do not occur. Such a fault is still drawn, and then left out
 * @param mostClaimants the maximum number of claimants, at least 1
 */
public record SimulationOptions(Duration length, Set<FaultKind> without, int mostClaimants) {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofMinutes(20);

    /** An hour of all faults. */
    public static final SimulationOptions ALL = new SimulationOptions(HOUR, Set.of(), Integer.MAX_VALUE);

    /**
     * Copies the set.
     *
     * @throws IllegalArgumentException if {@code length} is below 20 minutes, or {@code mostClaimants} below 1
     */
    public SimulationOptions {
        without = Set.copyOf(without);
        if (length.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("simulation.minutes must be >= 20, and is " + length.toMinutes());
        }
        if (mostClaimants < 1) {
            throw new IllegalArgumentException("simulation.claimants must be >= 1, and is " + mostClaimants);
        }
    }

    /**
     * The options of the system properties {@code simulation.minutes}, {@code simulation.without}, a list of labels
     * with commas between them, and {@code simulation.claimants}.
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
        Duration length = Duration.ofMinutes(number("simulation.minutes", HOUR.toMinutes()));
        return new SimulationOptions(length, without, (int) number("simulation.claimants", Integer.MAX_VALUE));
    }

    /**
     * The whole number of a system property.
     *
     * @throws IllegalArgumentException if the value is no whole number
     */
    static long number(String property, long defaultValue) {
        return numberOf(property, System.getProperty(property, ""), defaultValue);
    }

    static long numberOf(String property, String text, long defaultValue) {
        try {
            return text.isEmpty() ? defaultValue : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(property + " must be a whole number, and is '" + text + "'", e);
        }
    }

    /** The same with these faults only. */
    SimulationOptions withFaults(Set<FaultKind> faults) {
        Set<FaultKind> left = EnumSet.allOf(FaultKind.class);
        left.removeAll(faults);
        return new SimulationOptions(length, left, mostClaimants);
    }

    /** The same with another maximum number of claimants. */
    SimulationOptions withClaimants(int most) {
        return new SimulationOptions(length, without, most);
    }

    /** The kinds of faults that occur. */
    Set<FaultKind> faults() {
        Set<FaultKind> faults = EnumSet.allOf(FaultKind.class);
        faults.removeAll(without);
        return faults;
    }

    /** The options as system properties for a command, each after a space; empty for an hour of all faults. */
    String asProperties() {
        String labels = without.stream().sorted().map(FaultKind::label).collect(Collectors.joining(","));
        return (length.equals(HOUR) ? "" : " -Dsimulation.minutes=" + length.toMinutes())
                + (labels.isEmpty() ? "" : " -Dsimulation.without=" + labels)
                + (mostClaimants == Integer.MAX_VALUE ? "" : " -Dsimulation.claimants=" + mostClaimants);
    }
}
