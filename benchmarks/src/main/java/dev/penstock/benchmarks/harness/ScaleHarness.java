package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.ManyBackends;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.pools.Target;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import java.sql.SQLException;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;

/** The cost of a claim with one backend and with a thousand, and with few and many waiters in the queue. */
public final class ScaleHarness implements Harness {
    private static final String PENSTOCK = Contender.PENSTOCK.label();
    private static final int SLOTS = 10;
    private static final int BACKENDS = 1_000;
    private static final int MANY_WAITERS = 10_000;
    private static final int FEW_WAITERS = 100;
    private static final int FEW_CLAIMS = 1_000;
    private static final int TRIES = 5;
    private static final int CLAIMS = 200_000;

    private long sink;

    /** Creates the harness. */
    public ScaleHarness() {}

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public void measure(Plan plan, Results results) throws InterruptedException, SQLException {
        boolean smoke = plan.isSmoke();
        backends(plan.rounds(), smoke ? 2 : BACKENDS, smoke ? FEW_CLAIMS : CLAIMS, results);
        queue(plan.rounds(), smoke ? FEW_WAITERS : MANY_WAITERS, results);
    }

    private void backends(int rounds, int many, int claims, Results results) throws SQLException {
        try (OpenPool one = ManyBackends.open(1, SLOTS);
                OpenPool thousand = ManyBackends.open(many, SLOTS)) {
            for (int round = 0; round <= rounds; round++) {
                double few = claimNanos(one.dataSource(), claims);
                double lots = claimNanos(thousand.dataSource(), claims);
                ManyBackends.skipCheckOfUnused(thousand, true);
                double unchecked = claimNanos(thousand.dataSource(), claims);
                ManyBackends.skipCheckOfUnused(thousand, false);
                if (round > 0) {
                    add(results, PENSTOCK, "claim_ns_1", round, few);
                    add(results, PENSTOCK, "claim_ns_1000", round, lots);
                    add(results, PENSTOCK, "claim_ns_1000_unchecked", round, unchecked);
                    add(results, PENSTOCK, Scenarios.BACKENDS_RATIO, round, lots / few);
                    add(results, PENSTOCK, Scenarios.UNCHECKED_RATIO, round, unchecked / few);
                }
            }
        }
    }

    private double claimNanos(DataSource dataSource, int claims) throws SQLException {
        double best = Double.MAX_VALUE;
        for (int repeat = 0; repeat < TRIES; repeat++) {
            long begun = System.nanoTime();
            for (int i = 0; i < claims; i++) {
                try (var connection = dataSource.getConnection()) {
                    sink += connection.hashCode();
                }
            }
            best = Math.min(best, (double) (System.nanoTime() - begun) / claims);
        }
        return best;
    }

    private static void queue(int rounds, int many, Results results) throws InterruptedException, SQLException {
        boolean virtual = VirtualThreads.available();
        ThreadFactory factory = virtual ? VirtualThreads.factory() : Thread::new;
        int most = virtual ? many : many / 5;
        try (OpenPool pool = Contender.PENSTOCK.open(Target.noOp(), SLOTS)) {
            WaitingThreadsFactory claimants =
                    threads -> WaitingThreads.onPool(pool.dataSource(), SLOTS, threads, factory);
            WaitingThreadsFactory chained = threads -> WaitingThreads.chained(SLOTS, threads, factory);
            for (int round = 0; round <= rounds; round++) {
                queueRatio(PENSTOCK, claimants, most, round, results);
                queueRatio(Scenarios.BARE_THREADS, chained, most, round, results);
            }
        }
    }

    /** A source of waiting threads. */
    @FunctionalInterface
    private interface WaitingThreadsFactory {
        WaitingThreads start(int threads) throws InterruptedException, SQLException;
    }

    private static void queueRatio(String label, WaitingThreadsFactory factory, int most, int round, Results results)
            throws InterruptedException, SQLException {
        double few = nanosPerWaiter(factory, most / 10, most / 10);
        double lots = nanosPerWaiter(factory, most, most / 10);
        if (round > 0) {
            add(results, label, "queued_ns_few", round, few);
            add(results, label, "queued_ns_many", round, lots);
            add(results, label, Scenarios.QUEUE_RATIO, round, lots / few);
        }
    }

    /** The time of each of the first completions: the minimum of several tries, as for a claim. */
    private static double nanosPerWaiter(WaitingThreadsFactory factory, int waiters, int first)
            throws InterruptedException, SQLException {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            try (WaitingThreads waiting = factory.start(waiters)) {
                best = Math.min(best, (double) waiting.drain(first) / first);
            }
        }
        return best;
    }

    private static void add(Results results, String label, String metric, int round, double value) {
        results.add(new Sample(Scenarios.SCALE, label, metric, round, value));
    }

    @Override
    public String toString() {
        return name() + " " + sink;
    }
}
