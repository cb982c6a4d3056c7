package dev.penstock.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Scenarios;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTableTest {
    private final Build before = new Build("before", "a");
    private final Build after = new Build("after", "b");
    private final Results results = new Results();

    @Test
    void ratioWithinLimitIsNotMarked() {
        Row row = new Row("claim-1t", "penstock", Scenarios.NANOS, 1.03);
        add(row, before, 101, 99, 100);
        add(row, after, 102, 300, 103);

        assertThat(table(row))
                .contains("| claim-1t penstock | ns | 100.0 | 103.0 | 1.030 | 1.03 |  | 99.0 to 101.0 |")
                .contains("| 102.0 to 300.0 |");
    }

    @Test
    void ratioBeyondLimitIsMarkedWorse() {
        Row row = new Row("claim-1t", "penstock", Scenarios.NANOS, 1.03);
        add(row, before, 100);
        add(row, after, 104);

        assertThat(table(row)).contains("| 1.040 | 1.03 | **worse** |");
    }

    @Test
    void lowerThroughputRaisesTheRatio() {
        Row row = new Row("contention", "penstock", Scenarios.THROUGHPUT, 1.1);
        add(row, before, 3_000);
        add(row, after, 2_500);

        assertThat(table(row)).contains("| 3,000 | 2,500 | 1.200 | 1.10 | **worse** |");
    }

    @Test
    void controlIsNeverWorse() {
        Row row = Row.control("claim-1t", "hikari", Scenarios.NANOS);
        add(row, before, 100);
        add(row, after, 150);

        assertThat(table(row)).contains("| 1.500 | control |  |");
    }

    @Test
    void unmeasuredRowIsOmitted() {
        Row row = new Row("claim-1t", "penstock", Scenarios.NANOS, 1.03);
        add(row, before, 100);

        assertThat(table(row)).doesNotContain("claim-1t");
    }

    @Test
    void uncompiledBaselineIsRefused(@TempDir Path checkout) {
        assertThatThrownBy(() -> Build.of("before", checkout.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no compiled benchmarks are in " + checkout);
    }

    private void add(Row row, Build build, double... values) {
        for (double value : values) {
            results.add(row.sample(build, 1, value));
        }
    }

    private String table(Row row) {
        return new ComparisonTable(before, after).of(List.of(row), results);
    }
}
