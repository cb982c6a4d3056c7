package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.pools.Target;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Virtual threads on 10 slots that are held 1 ms, and 100,000 waiting virtual threads. Needs Java 21. */
public final class VirtualThreadsHarness implements Harness {
    private static final int SLOTS = 10;
    private static final int WAITERS = 100_000;
    private static final int FEW_WAITERS = 1_000;
    private static final Duration HOLD = Duration.ofMillis(1);

    /** Creates the harness. */
    public VirtualThreadsHarness() {}

    @Override
    public String name() {
        return "virtual-threads";
    }

    @Override
    public void measure(Plan plan, Results results) throws InterruptedException, SQLException {
        if (!VirtualThreads.available()) {
            return;
        }
        List<Contender> contenders = plan.plain(Contender.PENSTOCK, Contender.HIKARI, Contender.TOMCAT);
        contention(1_000, plan, contenders, results);
        contention(10_000, plan, contenders, results);
        waiting(plan.isSmoke() ? FEW_WAITERS : WAITERS, results);
    }

    private static void contention(int threads, Plan plan, List<Contender> contenders, Results results)
            throws InterruptedException {
        LoadGenerator load = LoadGenerator.virtual(threads, Work.park(HOLD));
        int rounds = Math.max(1, plan.rounds() / 2);
        new Rounds(Scenarios.virtual(threads), load, SLOTS, plan.window(threads, SLOTS, HOLD), rounds)
                .measure(contenders, Target.noOp(), results);
    }

    private static void waiting(int threads, Results results) throws InterruptedException, SQLException {
        long parked;
        try (WaitingThreads alone = WaitingThreads.parked(threads)) {
            parked = alone.heapBytes();
        }
        try (OpenPool pool = Contender.PENSTOCK.open(Target.noOp(), SLOTS);
                WaitingThreads waiting =
                        WaitingThreads.onPool(pool.dataSource(), SLOTS, threads, VirtualThreads.factory())) {
            double each = (double) (waiting.heapBytes() - parked) / threads;
            results.add(new Sample(Scenarios.WAITING, "penstock", Scenarios.WAITER_BYTES, 1, each));
            long nanos = waiting.drain(threads);
            results.add(new Sample(Scenarios.WAITING, "penstock", "drain_ns_each", 1, (double) nanos / threads));
        }
    }
}
