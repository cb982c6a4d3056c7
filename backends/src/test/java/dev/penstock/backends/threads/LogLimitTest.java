package dev.penstock.backends.threads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLimitTest {
    @Test
    void oneLineIsPermittedInEachInterval() {
        LogLimit limit = new LogLimit();
        long interval = LogLimit.INTERVAL.toNanos();
        long begin = Long.MAX_VALUE - interval;

        assertThat(limit.permits(begin)).isTrue();
        assertThat(limit.permits(begin)).isFalse();
        assertThat(limit.permits(begin + interval - 1)).isFalse();
        assertThat(limit.permits(begin + interval)).isTrue();
        assertThat(limit.permits(begin + 2 * interval))
                .as("the clock overflows")
                .isTrue();
    }
}
