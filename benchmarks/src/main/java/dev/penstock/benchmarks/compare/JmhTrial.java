package dev.penstock.benchmarks.compare;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One benchmark under JMH with one pool: the time and the bytes of an operation. */
final class JmhTrial implements Trial {
    private static final String MAIN = "org.openjdk.jmh.Main";
    private static final String ALLOCATED = ":gc.alloc.rate.norm";
    private static final int NAME = 0;
    private static final int SCORE = 4;
    private static final double TENTHS = 10;

    private final String name;
    private final Class<?> benchmark;
    private final int threads;
    private final Contender contender;
    private final Row time;
    private final Row bytes;

    /**
     * Creates the trial.
     *
     * @param benchmark the benchmark; each build has its own class of this simple name
     * @param limit the ratio from which on a row is worse
     */
    JmhTrial(String scenario, Class<?> benchmark, int threads, Contender contender, double limit) {
        this.name = contender == Contender.PENSTOCK ? scenario : scenario + "-" + contender.label();
        this.benchmark = benchmark;
        this.threads = threads;
        this.contender = contender;
        this.time = new Row(scenario, contender.label(), Scenarios.NANOS, limit);
        this.bytes = new Row(scenario, contender.label(), Scenarios.BYTES, limit);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Row> rows() {
        return List.of(time, bytes);
    }

    @Override
    public List<Sample> run(Build build, Effort effort, int round, Path folder)
            throws IOException, InterruptedException {
        Path table = folder.resolve("jmh.csv");
        build.run(MAIN, arguments(effort, table), folder.resolve("log"));
        List<Sample> samples = new ArrayList<>();
        for (String line : Files.readAllLines(table)) {
            String[] columns = line.replace("\"", "").split(",", -1);
            if (columns[NAME].endsWith(ALLOCATED)) {
                samples.add(bytes.sample(build, round, inTenths(columns[SCORE])));
            } else if (columns[NAME].contains(benchmark.getSimpleName()) && !columns[NAME].contains(":")) {
                samples.add(time.sample(build, round, Double.parseDouble(columns[SCORE])));
            }
        }
        if (samples.size() != rows().size()) {
            throw new IllegalStateException("JMH wrote " + samples.size() + " values of " + name + "; see " + folder);
        }
        return samples;
    }

    private List<String> arguments(Effort effort, Path table) {
        List<String> arguments = new ArrayList<>(List.of("\\." + benchmark.getSimpleName() + "\\."));
        arguments.addAll(List.of("-t", String.valueOf(threads), "-p", "pool=" + contender.label()));
        arguments.addAll(List.of("-f", "1", "-wi", String.valueOf(effort.warmups()), "-w", "1s"));
        arguments.addAll(List.of("-i", String.valueOf(effort.iterations()), "-r", "1s", "-prof", "gc"));
        arguments.addAll(List.of("-foe", "true", "-rf", "csv", "-rff", table.toString()));
        return arguments;
    }

    /** An object has whole bytes; smaller parts come from the virtual machine's own threads. */
    private static double inTenths(String bytes) {
        return Math.rint(Double.parseDouble(bytes) * TENTHS) / TENTHS;
    }
}
