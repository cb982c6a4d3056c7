package dev.penstock.backends.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RepeatedEventTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long BEGIN = Long.MAX_VALUE - SECOND;

    private final RepeatedEvent event = new RepeatedEvent();

    @Test
    void threeTimesWithinTenSecondsIsRepeatedForTenSeconds() {
        event.add(BEGIN);
        event.add(BEGIN + SECOND);
        assertThat(event.isRepeated(BEGIN + SECOND)).isFalse();
        event.add(BEGIN + 9 * SECOND);
        assertThat(event.isRepeated(BEGIN + 9 * SECOND))
                .as("the clock overflows")
                .isTrue();
        assertThat(event.isRepeated(BEGIN + 19 * SECOND - 1)).isTrue();
        assertThat(event.isRepeated(BEGIN + 19 * SECOND)).isFalse();
    }

    @Test
    void repeatedEventStaysRepeatedUntilItCeasesForTenSeconds() {
        event.add(BEGIN);
        event.add(BEGIN + SECOND);
        event.add(BEGIN + 2 * SECOND);
        event.add(BEGIN + 11 * SECOND);
        assertThat(event.isRepeated(BEGIN + 21 * SECOND - 1)).isTrue();
        event.add(BEGIN + 22 * SECOND);
        assertThat(event.isRepeated(BEGIN + 22 * SECOND)).isFalse();
    }

    @Test
    void eventsOfOneCauseCountOnce() {
        for (int i = 0; i < 100; i++) {
            event.add(BEGIN + i * (SECOND / 1_000));
        }
        assertThat(event.isRepeated(BEGIN + SECOND)).isFalse();
    }

    @Test
    void rareEventsAreNotRepeated() {
        for (int i = 0; i < 100; i++) {
            event.add(BEGIN + i * 5 * SECOND);
            assertThat(event.isRepeated(BEGIN + i * 5 * SECOND)).isFalse();
        }
    }
}
