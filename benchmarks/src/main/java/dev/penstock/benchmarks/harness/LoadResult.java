package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The result of one window of load.
 *
 * @param claims the number of ended claims
 * @param windowNanos the length of the window
 * @param heldNanos the average hold time of a connection
 * @param latencies of claims, including those that still wait, and of turns
 * @param fewest the smallest number of claims of a thread
 * @param most the largest number of claims of a thread
 * @param leftOut the number of threads without a claim
 */
record LoadResult(
        long claims, long windowNanos, double heldNanos, Latencies latencies, long fewest, long most, long leftOut) {
    /** The percentiles in tables and plots. */
    static final List<Double> PERCENTILES = List.of(10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.95, 99.99);

    static LoadResult of(List<Claimant> claimants, Latencies latencies, long windowNanos) {
        claimants.stream()
                .map(Claimant::failure)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(failure -> {
                    throw new IllegalStateException("a claimant failed", failure);
                });
        long claims = claimants.stream().mapToLong(Claimant::claims).sum();
        long held = claimants.stream().mapToLong(Claimant::heldNanos).sum();
        return new LoadResult(
                claims,
                windowNanos,
                claims == 0 ? 0 : (double) held / claims,
                latencies,
                claimants.stream().mapToLong(Claimant::claims).min().orElse(0),
                claimants.stream().mapToLong(Claimant::claims).max().orElse(0),
                claimants.stream().filter(claimant -> claimant.claims() == 0).count());
    }

    double perSecond() {
        return claims * (double) TimeUnit.SECONDS.toNanos(1) / windowNanos;
    }

    List<Sample> samples(Rounds rounds, String pool, int round) {
        String scenario = rounds.scenario();
        Histogram latency = latencies.claim();
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(scenario, pool, Scenarios.THROUGHPUT, round, perSecond()));
        for (double percentile : PERCENTILES) {
            samples.add(new Sample(scenario, pool, Scenarios.percentile(percentile), round, micros((double)
                    latency.getValueAtPercentile(percentile))));
        }
        samples.add(new Sample(scenario, pool, Scenarios.MAX, round, micros((double) latency.getMaxValue())));
        samples.add(new Sample(scenario, pool, Scenarios.TURN_P99, round, micros((double)
                latencies.turn().getValueAtPercentile(99))));
        samples.add(new Sample(scenario, pool, "held_us", round, micros(heldNanos)));
        samples.add(new Sample(scenario, pool, "fewest", round, fewest));
        samples.add(new Sample(scenario, pool, "most", round, most));
        samples.add(new Sample(scenario, pool, Scenarios.FAIRNESS, round, most == 0 ? 0 : (double) fewest / most));
        samples.add(new Sample(scenario, pool, Scenarios.LEFT_OUT, round, leftOut));
        if (heldNanos > 0) {
            double ideal = heldNanos * rounds.load().threads() / rounds.slots();
            double part = latency.getValueAtPercentile(99) / ideal;
            samples.add(new Sample(scenario, pool, Scenarios.TO_IDEAL, round, part));
        }
        return samples;
    }

    private static double micros(double nanos) {
        return nanos / TimeUnit.MICROSECONDS.toNanos(1);
    }
}
