package dev.penstock.benchmarks.jmh;

import dev.penstock.benchmarks.harness.Harness;
import dev.penstock.benchmarks.harness.Plan;
import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Claims, statements and discovery under JMH: a JVM for each pool; the pools alternate for several rounds. */
public final class JmhHarness implements Harness {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final String JDK = "jdk";
    private static final double TENTHS = 10;
    private static final int WARMUPS = 5;

    /** Creates the harness. */
    public JmhHarness() {}

    /** One benchmark with its number of threads and its pools. */
    private record Task(String scenario, Class<?> benchmark, int threads, List<Contender> contenders) {
        /** The label of a measurement without a pool parameter. */
        String itself() {
            String pool = benchmark == OperationBenchmark.class ? Scenarios.OPERATION : Contender.PENSTOCK.label();
            return benchmark == ClockBenchmark.class ? JDK : pool;
        }
    }

    @Override
    public String name() {
        return "jmh";
    }

    @Override
    public void measure(Plan plan, Results results) throws RunnerException {
        if (plan.isSmoke()) {
            System.setProperty("jmh.ignoreLock", "true");
        }
        for (int round = 1; round <= plan.jmhRounds(); round++) {
            measure(clock(), plan, Optional.empty(), round, results);
            measure(discovery(), plan, Optional.empty(), round, results);
            measure(operation(), plan, Optional.empty(), round, results);
            for (Task task : tasks(plan)) {
                for (Contender contender : task.contenders()) {
                    measure(task, plan, Optional.of(contender), round, results);
                }
            }
        }
        addExtraReadings(results);
    }

    private static Task clock() {
        return new Task(Scenarios.CLOCK, ClockBenchmark.class, 1, List.of());
    }

    private static Task operation() {
        return new Task(Scenarios.claim(1), OperationBenchmark.class, 1, List.of());
    }

    private static Task discovery() {
        return new Task(Scenarios.DISCOVERY, DiscoveryBenchmark.class, 1, List.of());
    }

    private static List<Task> tasks(Plan plan) {
        List<Contender> alone = plan.contenders(
                Contender.PENSTOCK,
                Contender.HIKARI,
                Contender.PENSTOCK_OFF,
                Contender.PENSTOCK_UNRECORDED,
                Contender.HIKARI_MICROMETER,
                Contender.AGROAL,
                Contender.AGROAL_METRICS);
        List<Contender> together = plan.contenders(Contender.PENSTOCK, Contender.HIKARI);
        List<Contender> statements = plan.contenders(Contender.PENSTOCK, Contender.HIKARI, Contender.PENSTOCK_CLAIMS);
        return List.of(
                new Task(Scenarios.claim(1), ClaimBenchmark.class, 1, alone),
                new Task(Scenarios.claim(2), ClaimBenchmark.class, 2, together),
                new Task(Scenarios.claim(8), ClaimBenchmark.class, 8, together),
                new Task(Scenarios.STATEMENT, StatementBenchmark.class, 1, statements));
    }

    private static void measure(Task task, Plan plan, Optional<Contender> contender, int round, Results results)
            throws RunnerException {
        TimeValue time = TimeValue.milliseconds(plan.jmhTime().toMillis());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + task.benchmark().getName().replace(".", "\\.") + "\\.")
                .threads(task.threads())
                .forks(plan.isSmoke() ? 0 : 1)
                .warmupIterations(plan.isSmoke() ? 1 : WARMUPS)
                .warmupTime(time)
                .measurementIterations(plan.jmhIterations())
                .measurementTime(time)
                .verbosity(VerboseMode.SILENT)
                .addProfiler(GCProfiler.class);
        contender.ifPresent(pool -> options.param("pool", pool.label()));
        String label = contender.map(Contender::label).orElse(task.itself());
        for (RunResult result : new Runner(options.build()).run()) {
            add(results, task.scenario(), label, round, result);
        }
    }

    private static void add(Results results, String scenario, String label, int round, RunResult result) {
        results.add(new Sample(
                scenario,
                label,
                Scenarios.NANOS,
                round,
                result.getPrimaryResult().getScore()));
        for (Map.Entry<String, ? extends Result<?>> more : secondary(result).entrySet()) {
            if (more.getKey().endsWith(ALLOCATED)) {
                results.add(new Sample(
                        scenario,
                        label,
                        Scenarios.BYTES,
                        round,
                        inTenths(more.getValue().getScore())));
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // JMH gives the raw type
    private static Map<String, ? extends Result<?>> secondary(RunResult result) {
        return (Map) result.getSecondaryResults();
    }

    private static void addExtraReadings(Results results) {
        var own = results.median(Scenarios.STATEMENT, Contender.PENSTOCK.label(), Scenarios.NANOS);
        var hikari = results.median(Scenarios.STATEMENT, Contender.HIKARI.label(), Scenarios.NANOS);
        var clock = results.median(Scenarios.CLOCK, JDK, Scenarios.NANOS);
        if (own.isPresent() && hikari.isPresent() && clock.isPresent()) {
            double readings = (own.getAsDouble() - hikari.getAsDouble()) / clock.getAsDouble();
            results.add(
                    new Sample(Scenarios.STATEMENT, Contender.PENSTOCK.label(), Scenarios.EXTRA_READINGS, 1, readings));
        }
    }

    /** Objects have whole bytes; smaller parts come from allocations of the virtual machine's own threads. */
    private static double inTenths(double bytes) {
        return Math.rint(bytes * TENTHS) / TENTHS;
    }
}
