package dev.penstock.chaos.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void compressedLatenciesKeepTheirPercentiles() {
        for (int i = 1; i <= 1_000; i++) {
            latencies.record(i * 1_000L);
        }
        long median = latencies.percentileNanos(0.5);
        long most = latencies.percentileNanos(1);

        latencies.compress();

        assertThat(latencies.percentileNanos(0.5)).isEqualTo(median).isBetween(500_000L, 563_000L);
        assertThat(latencies.percentileNanos(1)).isEqualTo(most);
    }

    @Test
    void compressedLatenciesCountInASum() {
        latencies.record(1_000_000);
        latencies.compress();
        Latencies sum = new Latencies();
        sum.record(10);
        sum.record(10);

        sum.add(latencies);

        assertThat(sum.percentileNanos(0.6)).isLessThan(20);
        assertThat(sum.percentileNanos(0.9)).isGreaterThanOrEqualTo(1_000_000);
    }

    @Test
    void noLatenciesHaveThePercentileZero() {
        assertThat(latencies.percentileNanos(0.99)).isLessThanOrEqualTo(1);
        latencies.compress();
        assertThat(latencies.percentileNanos(0.99)).isLessThanOrEqualTo(1);
    }
}
