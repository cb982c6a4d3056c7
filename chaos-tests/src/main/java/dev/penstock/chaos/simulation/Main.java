package dev.penstock.chaos.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The command that runs seeds. It prints the number of failures, and a report with a replay command for each. */
public final class Main {
    /** The failed seeds that are reduced. Many seeds break one rule, and a reduction takes many runs. */
    private static final int MOST_REDUCED = 3;

    private final SimulationOptions options;
    private final int mostTrials;
    private final AtomicInteger reduced = new AtomicInteger();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong claims = new AtomicLong();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final List<SimulationResult> broken = new ArrayList<>();

    private Main(SimulationOptions options, int mostTrials) {
        this.options = options;
        this.mostTrials = mostTrials;
    }

    /**
     * Runs {@code simulation.seeds} seeds from {@code simulation.first} on, or only the seed {@code simulation.seed}.
     * Each seed lasts for {@code simulation.minutes} of virtual time and leaves out what {@code simulation.without} and
     * {@code simulation.claimants} say. Reduces the first failed seeds, with at most {@code simulation.trials} runs
     * each; 0 for no reduction. These are system properties. Exits with status 1 if a seed failed.
     */
    public static void main(String[] arguments) throws Exception {
        long seed = SimulationOptions.number("simulation.seed", 0);
        long count = seed == 0 ? SimulationOptions.number("simulation.seeds", 2_000) : 1;
        long first = seed == 0 ? SimulationOptions.number("simulation.first", 1) : seed;
        int mostTrials = (int) SimulationOptions.number("simulation.trials", 60);
        System.exit(new Main(SimulationOptions.ofProperties(), mostTrials).run(first, count) ? 0 : 1);
    }

    private boolean run(long first, long count) throws Exception {
        int threads = (int) Math.min(count, Runtime.getRuntime().availableProcessors());
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        long began = System.nanoTime();
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            long offset = i;
            Callable<Void> work = () -> {
                for (long seed = first + offset; seed < first + count; seed += threads) {
                    runSeed(seed, count);
                }
                return null;
            };
            all.add(workers.submit(work));
        }
        for (Future<Void> one : all) {
            one.get();
        }
        workers.shutdown();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%d seeds of %d minutes in %.0f s: %.1f hours a second, %.0f steps a second, %d claims, failed claims"
                        + " %s; %d failed%n",
                count,
                options.length().toMinutes(),
                seconds,
                count * (options.length().toSeconds() / 3_600.0) / seconds,
                steps.get() / seconds,
                claims.get(),
                failures,
                broken.size());
        return broken.isEmpty();
    }

    private void runSeed(long seed, long count) throws InterruptedException {
        Simulation simulation = new Simulation(seed, options);
        SimulationResult result = simulation.run();
        report(result, count);
        if (result.failure() != null && mostTrials > 0 && reduced.getAndIncrement() < MOST_REDUCED) {
            Minimiser.Reduction reduction = Minimiser.reduce(
                    result, simulation.claimants(), mostTrials, fewer -> new Simulation(seed, fewer).run());
            System.out.println(FailureReport.of(reduction));
        }
    }

    private synchronized void report(SimulationResult outcome, long count) {
        steps.addAndGet(outcome.steps());
        claims.addAndGet(outcome.claims());
        outcome.failures().forEach((reason, times) -> failures.merge(reason, times, Integer::sum));
        if (outcome.failure() != null) {
            broken.add(outcome);
            System.out.println(FailureReport.of(outcome));
        } else if (count == 1) {
            System.out.printf("seed %d: history %016x%n", outcome.seed(), outcome.hash());
        }
        if (done.incrementAndGet() % 100 == 0) {
            System.out.printf("%d seeds%n", done.get());
        }
    }
}
