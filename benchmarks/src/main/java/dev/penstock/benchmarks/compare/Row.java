package dev.penstock.benchmarks.compare;

import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import java.util.DoubleSummaryStatistics;
import java.util.OptionalDouble;

/**
 * One row of the comparison: an immutable value.
 *
 * @param scenario the measured work
 * @param pool the label of the measured pool
 * @param metric the unit
 * @param limit the ratio from which on the change makes the row worse; infinite for a control, which no change affects
 */
record Row(String scenario, String pool, String metric, double limit) {
    /** A row of a pool that both builds share: its ratio shows the noise. */
    static Row control(String scenario, String pool, String metric) {
        return new Row(scenario, pool, metric, Double.POSITIVE_INFINITY);
    }

    boolean isControl() {
        return Double.isInfinite(limit);
    }

    /** The scenario of this row's samples. */
    String key() {
        return scenario + " " + pool;
    }

    Sample sample(Build build, int round, double value) {
        return new Sample(key(), build.name(), metric, round, value);
    }

    OptionalDouble median(Build build, Results results) {
        return results.median(key(), build.name(), metric);
    }

    /** The smallest and the largest value. */
    DoubleSummaryStatistics range(Build build, Results results) {
        return results.samples().stream()
                .filter(sample -> sample.scenario().equals(key())
                        && sample.pool().equals(build.name())
                        && sample.metric().equals(metric))
                .mapToDouble(Sample::value)
                .summaryStatistics();
    }

    /** The cost after the change as a part of the cost before: above 1 is worse, also for a throughput. */
    OptionalDouble ratio(Build before, Build after, Results results) {
        OptionalDouble first = median(before, results);
        OptionalDouble second = median(after, results);
        if (first.isEmpty() || second.isEmpty()) {
            return OptionalDouble.empty();
        }
        boolean moreIsBetter = metric.equals(Scenarios.THROUGHPUT);
        return OptionalDouble.of(
                moreIsBetter ? first.getAsDouble() / second.getAsDouble() : second.getAsDouble() / first.getAsDouble());
    }
}
