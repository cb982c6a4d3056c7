package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.Target;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Scenarios;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** More threads than slots: 32 threads on 4 slots held 50 µs each, and on 10 slots released at once. */
public final class ContentionHarness implements Harness {
    private static final int THREADS = 32;
    private static final int FEW_SLOTS = 4;
    private static final int SLOTS = 10;
    private static final Duration HOLD = Duration.ofNanos(50_000);

    /** Creates the harness. */
    public ContentionHarness() {}

    @Override
    public String name() {
        return "contention";
    }

    @Override
    public void measure(Plan plan, Results results) throws InterruptedException {
        List<Contender> contenders = new ArrayList<>(
                plan.plain(Contender.PENSTOCK, Contender.HIKARI, Contender.AGROAL, Contender.DBCP, Contender.TOMCAT));
        contenders.add(Contender.PENSTOCK_ORDERED);
        LoadGenerator holding = LoadGenerator.platform(THREADS, Work.spin(HOLD));
        new Rounds(Scenarios.CONTENTION, holding, FEW_SLOTS, plan.window(), plan.rounds())
                .measure(contenders, Target.noOp(), results);
        LoadGenerator passing = LoadGenerator.platform(THREADS, Work.NONE);
        new Rounds(Scenarios.NO_HOLD, passing, SLOTS, plan.window(), plan.rounds())
                .measure(plan.plain(Contender.PENSTOCK, Contender.HIKARI), Target.noOp(), results);
    }
}
