package dev.penstock.benchmarks.compare;

import dev.penstock.benchmarks.jmh.ClaimBenchmark;
import dev.penstock.benchmarks.jmh.StatementBenchmark;
import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.report.Machine;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares this build of Penstock with another one, measured on the same machine in the same run.
 *
 * <p>Arguments: the other build, which is the baseline (a compiled checkout or a class path); the folder to write to;
 * the effort ({@code normal} about 20 minutes, {@code quick} about 8, {@code smoke} shows only that the command works);
 * and the names of trials if only some are wanted. {@code mvn -Pbenchmark-compare -Dbaseline=CHECKOUT} runs the
 * command; {@code -Dcompare.effort} and {@code -Dcompare.only} set the other arguments.
 *
 * <p>Each trial runs in a JVM of its own, with the classes of the build that it measures, the benchmark included. The
 * builds alternate: every round measures all trials of both, and every second round begins with the other build, so
 * that a slow drift of the machine affects both alike. A row gives the median of the rounds. A ratio is cost after to
 * cost before: above 1 is worse. A control measures a pool that both builds share, so its ratio shows the noise.
 */
public final class Comparison {
    /** The accepted ratio of a row in which no thread waits. */
    private static final double LIMIT = 1.03;
    /** The accepted ratio of a row in which threads wait for each other. */
    private static final double CONTENDED_LIMIT = 1.10;

    private static final String VALUES = "values.csv";

    private final Build before;
    private final Build after = Build.present("after");
    private final Path folder;
    private final Effort effort;
    private final List<Trial> trials;
    private final Results results = new Results();

    private Comparison(String baseline, Path folder, Effort effort, List<Trial> trials) {
        this.before = Build.of("before", baseline);
        this.folder = folder;
        this.effort = effort;
        this.trials = trials;
    }

    /** Runs the command. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0 || arguments[0].isBlank()) {
            throw new IllegalArgumentException("no baseline is given; name a compiled checkout: -Dbaseline=CHECKOUT");
        }
        Path folder = Files.createDirectories(Path.of(arguments.length > 1 ? arguments[1] : "target/comparison"));
        Effort effort = Effort.of(arguments.length > 2 ? arguments[2] : "normal");
        List<String> wanted =
                Stream.of(arguments).skip(3).filter(name -> !name.isBlank()).toList();
        Comparison comparison = new Comparison(arguments[0], folder, effort, trials(wanted));
        String table = Machine.describe() + "\n\n" + comparison.measure();
        Files.writeString(folder.resolve("table.md"), table);
        System.out.println("\n" + table + "\nAll values: " + folder.resolve(VALUES));
    }

    private static List<Trial> all() {
        return List.of(
                claims(1, Contender.PENSTOCK, LIMIT),
                claims(2, Contender.PENSTOCK, LIMIT),
                claims(8, Contender.PENSTOCK, LIMIT),
                statements(Contender.PENSTOCK),
                statements(Contender.PENSTOCK_CLAIMS),
                claims(1, Contender.HIKARI, Double.POSITIVE_INFINITY),
                new ContentionTrial(CONTENDED_LIMIT));
    }

    private static Trial claims(int threads, Contender contender, double limit) {
        return new JmhTrial(Scenarios.claim(threads), ClaimBenchmark.class, threads, contender, limit);
    }

    private static Trial statements(Contender contender) {
        return new JmhTrial(Scenarios.STATEMENT, StatementBenchmark.class, 1, contender, LIMIT);
    }

    private static List<Trial> trials(List<String> wanted) {
        List<String> names = all().stream().map(Trial::name).toList();
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("no trial is called '" + name + "'; there are " + names);
            }
        }
        return all().stream()
                .filter(trial -> wanted.isEmpty() || wanted.contains(trial.name()))
                .toList();
    }

    private String measure() throws IOException, InterruptedException {
        for (int round = 1; round <= effort.runs(); round++) {
            long begun = System.nanoTime();
            List<Build> order = round % 2 == 1 ? List.of(before, after) : List.of(after, before);
            for (Trial trial : trials) {
                for (Build build : order) {
                    measure(trial, build, round);
                }
            }
            results.write(folder.resolve(VALUES));
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            System.out.printf("round %d of %d measured in %d s%n", round, effort.runs(), seconds);
        }
        List<Row> rows = trials.stream().flatMap(trial -> trial.rows().stream()).toList();
        return new ComparisonTable(before, after).of(rows, results);
    }

    private void measure(Trial trial, Build build, int round) throws IOException, InterruptedException {
        Path files = folder.resolve(trial.name() + "-" + build.name() + "-" + round);
        results.addAll(trial.run(build, effort, round, Files.createDirectories(files)));
    }
}
