package dev.penstock.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What Penstock is to reach: a value of its own, or its ratio to the best of some rivals.
 *
 * @param what what is compared
 * @param scenario where
 * @param metric by what
 * @param pool which of Penstock's configurations
 * @param rivals labels of rivals; none where the value stands for itself, {@code *} for all that were measured
 * @param limit how far it may go
 */
record Goal(String what, String scenario, String metric, String pool, List<String> rivals, Limit limit) {
    private static final String ALL = "*";

    /** A bound. */
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

    /** What Penstock did; empty where it was not measured. */
    OptionalDouble own(Results results) {
        return results.median(scenario, pool, metric);
    }

    /** What the best rival did; empty where none was measured, or none is asked for. */
    OptionalDouble rival(Results results) {
        List<String> labels = rivals.contains(ALL) ? results.pools(scenario, metric) : rivals;
        var values = labels.stream()
                .filter(label -> !label.startsWith("penstock"))
                .map(label -> results.median(scenario, label, metric))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble);
        return limit.atMost() ? values.min() : values.max();
    }

    /** What is held against the limit; empty where something was not measured. */
    OptionalDouble seen(Results results) {
        OptionalDouble own = own(results);
        if (!isRatio() || own.isEmpty()) {
            return own;
        }
        OptionalDouble rival = rival(results);
        return rival.isEmpty() ? rival : OptionalDouble.of(own.getAsDouble() / rival.getAsDouble());
    }
}
