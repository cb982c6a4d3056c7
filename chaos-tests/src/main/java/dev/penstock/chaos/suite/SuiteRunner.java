package dev.penstock.chaos.suite;

import dev.penstock.chaos.pools.PoolUnderTest;
import dev.penstock.chaos.report.model.RunRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs scenarios with pools, one after another. Used by one thread. */
public final class SuiteRunner {
    private final Timing timing;
    private final Listener listener;

    /** Hears of the progress. */
    public interface Listener {
        /** A run is about to begin. */
        void beginning(Scenario scenario, PoolUnderTest pool, long seed);

        /**
         * A run has ended.
         *
         * @throws Exception if the suite is to end, such as if a result cannot be written
         */
        void ended(RunRecord run) throws Exception;
    }

    private SuiteRunner(Timing timing, Listener listener) {
        this.timing = timing;
        this.listener = listener;
    }

    /**
     * A runner for {@link Scenarios#soak}.
     *
     * @param soak the length of the soak
     * @throws IllegalArgumentException if it is less than 100 s
     */
    static SuiteRunner ofSoak(Duration soak, Listener listener) {
        return new SuiteRunner(Timing.ofSoak(soak), listener);
    }

    /**
     * Creates a runner.
     *
     * @param run the length of a run without its start and its end
     * @throws IllegalArgumentException if it is less than 3 s
     */
    public SuiteRunner(Duration run, Listener listener) {
        this(Timing.of(run), listener);
    }

    /**
     * Runs each scenario with each pool and each seed. A run fails if its lab does not work.
     *
     * @throws Exception if the lab of the first run does not work, or the listener throws
     */
    public List<RunRecord> run(List<Scenario> scenarios, List<PoolUnderTest> pools, List<Long> seeds) throws Exception {
        List<RunRecord> runs = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            for (PoolUnderTest pool : pools) {
                for (long seed : seeds) {
                    listener.beginning(scenario, pool, seed);
                    RunRecord run = run(scenario, pool, seed, runs.isEmpty());
                    runs.add(run);
                    listener.ended(run);
                }
            }
        }
        return runs;
    }

    private RunRecord run(Scenario scenario, PoolUnderTest pool, long seed, boolean first) throws Exception {
        Optional<String> obstacle = scenario.obstacle(pool);
        if (obstacle.isPresent()) {
            return Outcome.skipped(scenario, pool, seed, obstacle.get());
        }
        try {
            return new Run(scenario, pool, seed, timing).run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (first) {
                throw e;
            }
            return Outcome.failed(scenario, pool, seed, "the lab does not work: " + e);
        }
    }
}
