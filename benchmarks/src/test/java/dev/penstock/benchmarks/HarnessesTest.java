package dev.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.benchmarks.harness.BundleHarness;
import dev.penstock.benchmarks.harness.ContentionHarness;
import dev.penstock.benchmarks.harness.Harness;
import dev.penstock.benchmarks.harness.Plan;
import dev.penstock.benchmarks.harness.RecordsHarness;
import dev.penstock.benchmarks.harness.ScaleHarness;
import dev.penstock.benchmarks.harness.StartHarness;
import dev.penstock.benchmarks.harness.VirtualThreadsHarness;
import dev.penstock.benchmarks.jmh.JmhHarness;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Each harness yields values for each pool; the values themselves do not matter here. */
class HarnessesTest {
    @Test
    void jmhHarnessMeasuresClaimsAndStatements() throws Exception {
        Results results = smoke(new JmhHarness());

        assertThat(results.pools(Scenarios.claim(1), Scenarios.NANOS))
                .containsExactly("penstock-operation", "penstock", "hikari");
        assertThat(results.pools(Scenarios.claim(8), Scenarios.NANOS)).containsExactly("penstock", "hikari");
        assertThat(results.pools(Scenarios.STATEMENT, Scenarios.BYTES)).containsExactly("penstock", "hikari");
        assertThat(results.median(Scenarios.STATEMENT, "penstock", Scenarios.EXTRA_READINGS))
                .isPresent();
    }

    @Test
    void contentionHarnessMeasuresLatencies() throws Exception {
        Results results = smoke(new ContentionHarness());

        assertThat(results.pools(Scenarios.CONTENTION, Scenarios.percentile(99.9)))
                .contains("penstock", "hikari");
        assertThat(results.median(Scenarios.CONTENTION, "penstock", Scenarios.THROUGHPUT))
                .isPresent();
        assertThat(results.pools(Scenarios.NO_HOLD, Scenarios.MAX)).contains("penstock", "hikari");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsHarnessMeasuresWaiters() throws Exception {
        Results results = smoke(new VirtualThreadsHarness());

        assertThat(results.pools(Scenarios.virtual(10_000), Scenarios.LEFT_OUT)).contains("penstock", "hikari");
        assertThat(results.median(Scenarios.WAITING, "penstock", Scenarios.WAITER_BYTES))
                .isPresent();
    }

    @Test
    void scaleHarnessMeasuresRatios() throws Exception {
        Results results = smoke(new ScaleHarness());

        assertThat(results.median(Scenarios.SCALE, "penstock", Scenarios.BACKENDS_RATIO))
                .isPresent();
        assertThat(results.median(Scenarios.SCALE, "penstock", Scenarios.UNCHECKED_RATIO))
                .isPresent();
        assertThat(results.pools(Scenarios.SCALE, Scenarios.QUEUE_RATIO)).containsExactly("penstock", "bare-threads");
    }

    @Test
    void recordsHarnessMeasuresReadings() throws Exception {
        Results results = smoke(new RecordsHarness());

        assertThat(results.median(Scenarios.RECORDS, "penstock", Scenarios.snapshot(10_000)))
                .isPresent();
        assertThat(results.median(Scenarios.RECORDS, "penstock", Scenarios.tick(1_000)))
                .isPresent();
    }

    @Test
    void bundleHarnessMeasuresTimeAndSize() throws Exception {
        Results results = smoke(new BundleHarness());

        assertThat(results.median(Scenarios.BUNDLE, "penstock", Scenarios.longestBundle(true)))
                .isPresent();
        assertThat(results.median(Scenarios.BUNDLE, "penstock", Scenarios.bundleBytes(false)))
                .isPresent();
    }

    @Test
    void startHarnessMeasuresWarmAndNewJvm() throws Exception {
        Results results = smoke(new StartHarness());

        assertThat(results.pools(Scenarios.START, Scenarios.NANOS)).containsExactly("penstock", "hikari");
        assertThat(results.pools(Scenarios.START_COLD, Scenarios.NANOS)).containsExactly("penstock", "hikari");
    }

    static Results smoke(Harness harness) throws Exception {
        Results results = new Results();
        harness.measure(Plan.SMOKE, results);
        assertThat(results.samples())
                .extracting(Sample::value)
                .allSatisfy(value -> assertThat(value).isFinite());
        return results;
    }
}
