package dev.penstock.chaos.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.chaos.pools.KnownPools;
import dev.penstock.chaos.pools.PoolUnderTest;
import dev.penstock.chaos.report.model.Finding;
import dev.penstock.chaos.report.model.RunRecord;
import dev.penstock.chaos.report.model.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few scenarios of the chaos suite under Penstock, as short as they can be. */
class ChaosSuiteIT {
    private static final Duration SHORTEST = Duration.ofSeconds(3);

    @ParameterizedTest
    @ValueSource(strings = {"kill", "half-open", "failing-reset"})
    void penstockPassesScenario(String scenario) throws Exception {
        PoolUnderTest penstock = KnownPools.of("penstock");
        SuiteRunner runner = new SuiteRunner(SHORTEST, new Silent());

        List<RunRecord> runs = runner.run(List.of(Scenarios.of(scenario)), List.of(penstock), List.of(1L));

        assertThat(runs)
                .singleElement()
                .satisfies(run -> assertThat(run.verdict()).as(run.reason()).isEqualTo(Verdict.PASSED));
        assertThat(runs.get(0).findings()).hasSizeGreaterThan(10).allMatch(Finding::passed);
    }

    private static final class Silent implements SuiteRunner.Listener {
        @Override
        public void beginning(Scenario scenario, PoolUnderTest pool, long seed) {}

        @Override
        public void ended(RunRecord run) {}
    }
}
