package dev.penstock.benchmarks;

import dev.penstock.benchmarks.harness.BundleHarness;
import dev.penstock.benchmarks.harness.ContentionHarness;
import dev.penstock.benchmarks.harness.FlightRecorderHarness;
import dev.penstock.benchmarks.harness.Harness;
import dev.penstock.benchmarks.harness.MemoryHarness;
import dev.penstock.benchmarks.harness.Plan;
import dev.penstock.benchmarks.harness.PostgresHarness;
import dev.penstock.benchmarks.harness.RecordsHarness;
import dev.penstock.benchmarks.harness.ScaleHarness;
import dev.penstock.benchmarks.harness.StartHarness;
import dev.penstock.benchmarks.harness.VirtualThreadsHarness;
import dev.penstock.benchmarks.jmh.JmhHarness;
import dev.penstock.benchmarks.report.GoalTable;
import dev.penstock.benchmarks.report.LatencyPlot;
import dev.penstock.benchmarks.report.Machine;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The command that measures the pools. It prints the table of ratios and writes the table, all values and the plot of
 * latencies to files.
 *
 * <p>Arguments: the plan ({@code short}, {@code full} or {@code smoke}), the output folder, and the names of harnesses
 * if only some are wanted. The table has a column for each Java version whose values are in the folder.
 */
public final class Main {
    private static final String PREFIX = "java-";
    private static final String SUFFIX = ".csv";

    private Main() {}

    /** Runs the command. */
    public static void main(String[] arguments) throws Exception {
        Plan plan = Plan.of(arguments.length > 0 ? arguments[0] : "short");
        Path folder = Files.createDirectories(Path.of(arguments.length > 1 ? arguments[1] : "target/benchmarks"));
        List<String> wanted =
                Stream.of(arguments).skip(2).filter(name -> !name.isBlank()).toList();
        System.out.println(Machine.describe());
        Results results = measured(plan, wanted);
        results.write(folder.resolve(PREFIX + Runtime.version().feature() + SUFFIX));
        String table = GoalTable.of(all(folder));
        Files.writeString(folder.resolve("table.md"), Machine.describe() + "\n\n" + table);
        if (!results.pools(Scenarios.CONTENTION, Scenarios.MAX).isEmpty()) {
            Files.writeString(folder.resolve("contention.svg"), LatencyPlot.of(results));
        }
        System.out.println();
        System.out.print(table);
        System.out.println("\nAll values: " + folder);
    }

    private static List<Harness> harnesses() {
        return List.of(
                new JmhHarness(),
                new ContentionHarness(),
                new VirtualThreadsHarness(),
                new ScaleHarness(),
                new RecordsHarness(),
                new BundleHarness(),
                new StartHarness(),
                new MemoryHarness(),
                new PostgresHarness(),
                new FlightRecorderHarness());
    }

    private static Results measured(Plan plan, List<String> wanted) throws Exception {
        List<String> names = harnesses().stream().map(Harness::name).toList();
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("there is no harness '" + name + "', only " + names);
            }
        }
        Results results = new Results();
        for (Harness harness : harnesses()) {
            if (wanted.isEmpty() || wanted.contains(harness.name())) {
                long begun = System.nanoTime();
                harness.measure(plan, results);
                System.out.printf(
                        "%-16s measured in %3d s%n", harness.name(), (System.nanoTime() - begun) / 1_000_000_000);
            }
        }
        return results;
    }

    private static Map<String, Results> all(Path folder) throws IOException {
        Map<String, Results> runs = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
                    String version = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
                    runs.put("Java " + version, Results.read(file));
                }
            }
        }
        return runs;
    }
}
