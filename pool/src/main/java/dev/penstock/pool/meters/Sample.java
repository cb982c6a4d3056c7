package dev.penstock.pool.meters;

import java.util.List;
import java.util.Optional;

/**
 * One value of a metric at one moment: an immutable value.
 *
 * @param series the metric and its tags
 * @param value the value; of durations their number
 * @param durations the durations, if the metric has a distribution
 */
record Sample(Series series, double value, Optional<Durations> durations) {
    /**
     * A metric and its tags: an immutable value.
     *
     * @param tags names and values by turns, without the pool
     */
    record Series(Metric metric, List<String> tags) {}

    static Sample of(Metric metric, double value, String... tags) {
        return new Sample(new Series(metric, List.of(tags)), value, Optional.empty());
    }

    static Sample of(Metric metric, Durations durations, String... tags) {
        return new Sample(new Series(metric, List.of(tags)), (double) durations.count(), Optional.of(durations));
    }
}
