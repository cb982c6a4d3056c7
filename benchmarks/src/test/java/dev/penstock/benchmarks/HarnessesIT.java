package dev.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.benchmarks.harness.FlightRecorderHarness;
import dev.penstock.benchmarks.harness.MemoryHarness;
import dev.penstock.benchmarks.harness.PostgresHarness;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Scenarios;
import org.junit.jupiter.api.Test;

/** The harnesses that need a server, or a separate JVM for long. */
class HarnessesIT {
    @Test
    void postgresHarnessMeasuresThroughput() throws Exception {
        Results results = HarnessesTest.smoke(new PostgresHarness());

        assertThat(results.pools(Scenarios.postgres(32), Scenarios.THROUGHPUT)).contains("penstock", "hikari");
    }

    @Test
    void flightRecorderHarnessMeasuresRatio() throws Exception {
        Results results = HarnessesTest.smoke(new FlightRecorderHarness());

        assertThat(results.median(Scenarios.FLIGHT_RECORDER, Scenarios.RECORDED, Scenarios.RECORDED_RATIO)
                        .orElseThrow())
                .isPositive();
    }

    @Test
    void memoryHarnessMeasuresSlotsAndThreads() throws Exception {
        Results results = HarnessesTest.smoke(new MemoryHarness());

        assertThat(results.median(Scenarios.MEMORY, "penstock", Scenarios.SLOT_BYTES)
                        .orElseThrow())
                .isPositive();
        assertThat(results.median(Scenarios.MEMORY, "penstock", Scenarios.POOL_THREADS))
                .isPresent();
    }
}
