package dev.penstock.waits.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsageMeterTest {
    private final UsageMeter meter = new UsageMeter();

    private void record(int seconds, int used, boolean waited) {
        for (int i = 0; i < seconds; i++) {
            meter.record(used, waited);
        }
    }

    @Test
    void secondsAreCountedByUsedSlots() {
        record(10, 0, false);
        record(5, 3, false);

        Usage usage = meter.usage(8);

        assertThat(usage.since()).containsExactly(10L, 0L, 0L, 5L);
        assertThat(usage.lastHour()).containsExactly(10L, 0L, 0L, 5L);
        assertThat(usage.peak()).isEqualTo(3);
        assertThat(usage.advice()).contains("would not have helped").contains("at most 3 of 8");
    }

    @Test
    void lastHourForgetsEarlierSeconds() {
        record(4_000, 8, true);
        record(3_600, 1, false);

        Usage usage = meter.usage(8);

        assertThat(usage.since().get(8)).isEqualTo(4_000);
        assertThat(usage.waitingSeconds()).isEqualTo(4_000);
        assertThat(usage.waitingSecondsLastHour()).isZero();
        assertThat(usage.peak()).isEqualTo(1);
    }

    @Test
    void fullPoolWithWaitersNamesBothNumbers() {
        record(90, 2, false);
        record(10, 8, true);

        assertThat(meter.usage(8).advice()).contains("in 10 of 100 seconds").contains("all 8 slots");
    }

    @Test
    void waitersBesideFreeSlotsPointElsewhere() {
        record(10, 5, true);

        assertThat(meter.usage(8).advice()).contains("at most 5 of 8").contains("look at the backends");
    }

    @Test
    void hugePoolsAreCountedTogether() {
        record(1, 1_000_000, false);

        assertThat(meter.usage(2_000_000).peak()).isEqualTo(16_384);
    }

    @Test
    void unusedMeterKnowsNothing() {
        assertThat(meter.usage(8).advice()).contains("Nothing is known yet");
    }
}
