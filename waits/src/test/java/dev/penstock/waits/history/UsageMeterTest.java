package dev.penstock.waits.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsageMeterTest {
    private static final int MAXIMUM = 8;

    private final UsageMeter meter = new UsageMeter();

    private void record(int seconds, int used, boolean waited) {
        for (int i = 0; i < seconds; i++) {
            meter.record(1, used, MAXIMUM, waited);
        }
    }

    @Test
    void secondsAreCountedByUsedSlots() {
        record(10, 0, false);
        record(5, 3, false);

        Usage usage = meter.usage(MAXIMUM);

        assertThat(usage.sinceStart().byUsedSlots()).containsExactly(10L, 0L, 0L, 5L);
        assertThat(usage.lastHour().byUsedSlots()).containsExactly(10L, 0L, 0L, 5L);
        assertThat(usage.lastHour().peak()).isEqualTo(3);
        assertThat(usage.advice()).contains("would not have helped").contains("at most 3 were in use of the 8");
    }

    @Test
    void lastHourForgetsEarlierSeconds() {
        record(4_000, MAXIMUM, true);
        record(3_600, 1, false);

        Usage usage = meter.usage(MAXIMUM);

        assertThat(usage.sinceStart().byUsedSlots().get(MAXIMUM)).isEqualTo(4_000);
        assertThat(usage.sinceStart().waiting()).isEqualTo(4_000);
        assertThat(usage.sinceStart().full()).isEqualTo(4_000);
        assertThat(usage.lastHour()).isEqualTo(meter.usage(1).lastHour());
        assertThat(usage.lastHour().waiting()).isZero();
        assertThat(usage.lastHour().full()).isZero();
        assertThat(usage.lastHour().peak()).isEqualTo(1);
    }

    @Test
    void recordOfManySecondsCountsAsMany() {
        meter.record(10, 2, MAXIMUM, true);
        meter.record(3_598, 1, MAXIMUM, false);

        assertThat(meter.usage(MAXIMUM).lastHour().waiting()).isEqualTo(2);
        assertThat(meter.usage(MAXIMUM).sinceStart().waiting()).isEqualTo(10);
    }

    @Test
    void fullPoolWithWaitersNamesBothNumbers() {
        record(90, 2, false);
        record(10, MAXIMUM, true);

        assertThat(meter.usage(MAXIMUM).advice())
                .contains("in 10 of 100 seconds")
                .contains("all slots were in use in 10");
    }

    @Test
    void poolThatWasEnlargedWasFullBefore() {
        record(10, MAXIMUM, true);

        assertThat(meter.usage(2 * MAXIMUM).advice()).contains("all slots were in use in 10");
    }

    @Test
    void waitersBesideFreeSlotsPointElsewhere() {
        record(10, 5, true);

        assertThat(meter.usage(MAXIMUM).advice()).contains("at most 5 slots").contains("look at the backends");
    }

    @Test
    void hugePoolsAreCountedTogether() {
        meter.record(1, 1_000_000, 2_000_000, false);

        assertThat(meter.usage(2_000_000).lastHour().peak()).isEqualTo(16_384);
    }

    @Test
    void unusedMeterKnowsNothing() {
        assertThat(meter.usage(MAXIMUM).advice()).contains("Nothing is known yet");
    }
}
