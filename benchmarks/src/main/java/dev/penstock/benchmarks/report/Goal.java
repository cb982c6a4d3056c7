package dev.penstock.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A goal of Penstock: a limit of a value, or of its ratio to the best rival. An immutable value.
 *
 * @param what the text of the table row
 * @param scenario the name of the scenario
 * @param metric the name of the metric
 * @param pool the label of Penstock's configuration
 * @param rivals labels of rivals; none if the goal limits the value itself, {@code *} for all measured ones
 * @param limit the bound of the value or ratio
 */
record Goal(String what, String scenario, String metric, String pool, List<String> rivals, Limit limit) {
    private static final String ALL = "*";

    /** An upper or lower bound. */
    record Limit(boolean atMost, double value) {
        boolean holds(double seen) {
            return atMost ? seen <= value : seen >= value;
        }

        String text() {
            return (atMost ? "≤ " : "≥ ") + Figures.plain(value);
        }
    }

    static Goal of(String what, String scenario, String metric, Limit limit, String... rivals) {
        return new Goal(what, scenario, metric, "penstock", Arrays.asList(rivals), limit);
    }

    static Limit atMost(double value) {
        return new Limit(true, value);
    }

    static Limit atLeast(double value) {
        return new Limit(false, value);
    }

    Goal by(String configuration) {
        return new Goal(what, scenario, metric, configuration, rivals, limit);
    }

    boolean isRatio() {
        return !rivals.isEmpty();
    }

    /** Penstock's value; empty if it was not measured. */
    OptionalDouble own(Results results) {
        return results.median(scenario, pool, metric);
    }

    /** The best rival's value; empty if no rival was measured, or the goal has none. */
    OptionalDouble rival(Results results) {
        List<String> labels = rivals.contains(ALL) ? results.pools(scenario, metric) : rivals;
        var values = labels.stream()
                .filter(label -> !rivals.contains(ALL) || !label.startsWith("penstock"))
                .map(label -> results.median(scenario, label, metric))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble);
        return limit.atMost() ? values.min() : values.max();
    }

    /** The value or ratio that the limit applies to; empty if something was not measured. */
    OptionalDouble seen(Results results) {
        OptionalDouble own = own(results);
        if (!isRatio() || own.isEmpty()) {
            return own;
        }
        OptionalDouble rival = rival(results);
        return rival.isEmpty() ? rival : OptionalDouble.of(own.getAsDouble() / rival.getAsDouble());
    }
}
