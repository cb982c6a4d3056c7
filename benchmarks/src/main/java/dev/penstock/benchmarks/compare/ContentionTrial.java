package dev.penstock.benchmarks.compare;

import dev.penstock.benchmarks.Main;
import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The harness {@code contention} of each build, with all its pools: more threads than slots. */
final class ContentionTrial implements Trial {
    private static final String HARNESS = "contention";
    private static final String P99 = Scenarios.percentile(99);

    private final List<Row> rows;

    /**
     * Creates the trial.
     *
     * @param limit the ratio from which on a row is worse
     */
    ContentionTrial(double limit) {
        String penstock = Contender.PENSTOCK.label();
        String ordered = Contender.PENSTOCK_ORDERED.label();
        String hikari = Contender.HIKARI.label();
        rows = List.of(
                new Row(Scenarios.CONTENTION, penstock, Scenarios.THROUGHPUT, limit),
                new Row(Scenarios.CONTENTION, penstock, P99, limit),
                new Row(Scenarios.CONTENTION, ordered, Scenarios.THROUGHPUT, limit),
                new Row(Scenarios.CONTENTION, ordered, P99, limit),
                Row.control(Scenarios.CONTENTION, hikari, Scenarios.THROUGHPUT),
                Row.control(Scenarios.CONTENTION, hikari, P99),
                new Row(Scenarios.NO_HOLD, penstock, Scenarios.THROUGHPUT, limit),
                Row.control(Scenarios.NO_HOLD, hikari, Scenarios.THROUGHPUT));
    }

    @Override
    public String name() {
        return HARNESS;
    }

    @Override
    public List<Row> rows() {
        return rows;
    }

    @Override
    public List<Sample> run(Build build, Effort effort, int round, Path folder)
            throws IOException, InterruptedException {
        List<String> arguments = List.of(effort.plan().name(), folder.toString(), HARNESS);
        build.run(Main.class.getName(), arguments, folder.resolve("log"));
        Path values = folder.resolve("java-" + Runtime.version().feature() + ".csv");
        Results results = Results.read(values);
        List<Sample> samples = new ArrayList<>();
        for (Row row : rows) {
            double median = results.median(row.scenario(), row.pool(), row.metric())
                    .orElseThrow(() -> new IllegalStateException("no value of " + row + " is in " + values));
            samples.add(row.sample(build, round, median));
        }
        return samples;
    }
}
