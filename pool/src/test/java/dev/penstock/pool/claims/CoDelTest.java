package dev.penstock.pool.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A target of 10 ms, hence an interval of 100 ms; times are in milliseconds. */
class CoDelTest {
    private final CoDel codel = new CoDel(Duration.ofMillis(10));

    private boolean sheds(long now, long delay) {
        return codel.sheds(
                Duration.ofMillis(now).toNanos(), Duration.ofMillis(delay).toNanos(), false);
    }

    @Test
    void burstThatDrainsWithinIntervalShedsNoClaim() {
        for (int now = 0; now < 1_000; now++) {
            boolean drained = now % 100 == 99;
            assertThat(sheds(now, drained ? 9 : 60)).isFalse();
        }
    }

    @Test
    void lastingDelayShedsFasterAndFaster() {
        int shedInFirstSecond = 0;
        int shedInSecondSecond = 0;
        for (int now = 0; now < 2_000; now++) {
            if (sheds(now, 50)) {
                assertThat(now).as("not before an interval has passed").isGreaterThanOrEqualTo(100);
                shedInFirstSecond += now < 1_000 ? 1 : 0;
                shedInSecondSecond += now < 1_000 ? 0 : 1;
            }
        }
        assertThat(shedInFirstSecond).isBetween(15, 30);
        assertThat(shedInSecondSecond).isGreaterThan(2 * shedInFirstSecond);
    }

    @Test
    void sheddingEndsAtFirstDelayBelowTarget() {
        for (int now = 0; now < 500; now++) {
            sheds(now, 50);
        }
        assertThat(sheds(500, 5)).isFalse();
        for (int now = 501; now < 600; now++) {
            assertThat(sheds(now, 50)).as("at %s ms", now).isFalse();
        }
    }

    @Test
    void lastWaiterIsNeverShed() {
        for (int now = 0; now < 1_000; now++) {
            long nanos = Duration.ofMillis(now).toNanos();
            assertThat(codel.sheds(nanos, Duration.ofSeconds(9).toNanos(), true))
                    .isFalse();
        }
    }
}
