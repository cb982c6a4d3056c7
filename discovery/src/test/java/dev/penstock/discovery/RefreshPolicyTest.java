package dev.penstock.discovery;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefreshPolicyTest {
    @Test
    void invalidPolicyNamesEveryValueOutOfRange() {
        assertThatThrownBy(() -> new RefreshPolicy(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ofDays(1000),
                        Optional.of(Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("refresh policy: maxTtl PT1S must be >= minTtl (PT2S); minBackoff PT0S must be >= 1 ms"
                        + " (PT0.001S); deadline PT24000H must be <= 365 days; staleFor PT0S must be >= 1 ms"
                        + " (PT0.001S)");
    }
}
