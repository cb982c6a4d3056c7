package dev.penstock.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GoalTableTest {
    private final Results results = new Results();

    @Test
    void ratioWithinItsGoalIsMet() {
        add(Scenarios.claim(1), "penstock", Scenarios.NANOS, 60);
        add(Scenarios.claim(1), "hikari", Scenarios.NANOS, 100);

        assertThat(table()).contains("| ≤ 0.65 | 60 / 100 | 0.60 | met |");
    }

    @Test
    void ratioBeyondItsGoalIsNotMet() {
        add(Scenarios.claim(1), "penstock", Scenarios.NANOS, 66);
        add(Scenarios.claim(1), "hikari", Scenarios.NANOS, 100);

        assertThat(table()).contains("| ≤ 0.65 | 66 / 100 | 0.66 | **not met** |");
    }

    @Test
    void goalComparesWithTheBestRival() {
        add(Scenarios.CONTENTION, "penstock", Scenarios.THROUGHPUT, 30_000);
        add(Scenarios.CONTENTION, "hikari", Scenarios.THROUGHPUT, 31_000);
        add(Scenarios.CONTENTION, "tomcat", Scenarios.THROUGHPUT, 25_000);
        add(Scenarios.CONTENTION, "penstock-off", Scenarios.THROUGHPUT, 99_000);

        assertThat(table()).contains("| ≥ 0.97 | 30,000 / 31,000 | 0.97 | **not met** |");
    }

    @Test
    void unmeasuredGoalHasNoVerdict() {
        add(Scenarios.claim(2), "penstock", Scenarios.NANOS, 60);

        assertThat(table()).contains("| ≤ 0.8 | 60 / – | – | – |").doesNotContain("8 threads");
    }

    @Test
    void goalWithoutRivalHasNoRatio() {
        add(Scenarios.claim(1), "penstock", Scenarios.BYTES, 56);

        assertThat(table()).contains("| … allocated (bytes) | ≤ 64 | 56 |  | met |");
    }

    @Test
    void eachRunHasItsOwnColumns() {
        add(Scenarios.claim(1), "penstock", Scenarios.BYTES, 56);

        assertThat(GoalTable.of(Map.of("Java 17", results))).contains("| Java 17: Penstock / rival | ratio | |");
    }

    private void add(String scenario, String pool, String metric, double value) {
        results.add(new Sample(scenario, pool, metric, 1, value));
    }

    private String table() {
        return GoalTable.of(Map.of("Java", results));
    }
}
