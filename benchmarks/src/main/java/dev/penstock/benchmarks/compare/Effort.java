package dev.penstock.benchmarks.compare;

import dev.penstock.benchmarks.harness.Plan;
import java.util.List;

/**
 * Length and number of the measurements: an immutable value.
 *
 * @param name the name on the command line
 * @param runs how often each build is measured
 * @param warmups JMH's iterations before it measures, one second each
 * @param iterations JMH's measured iterations, one second each
 * @param plan the plan of the other harnesses
 */
record Effort(String name, int runs, int warmups, int iterations, Plan plan) {
    private static final List<Effort> ALL = List.of(
            new Effort("normal", 5, 3, 4, Plan.SHORT),
            new Effort("quick", 3, 2, 2, Plan.SHORT),
            new Effort("smoke", 1, 1, 1, Plan.SMOKE));

    /** The effort of a name. */
    static Effort of(String name) {
        return ALL.stream()
                .filter(effort -> effort.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no effort is called '" + name + "'; there are "
                        + ALL.stream().map(Effort::name).toList()));
    }
}
