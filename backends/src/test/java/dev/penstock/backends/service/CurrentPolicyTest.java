package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.BackendsPolicy.PerBackend;
import dev.penstock.backends.BackendsPolicy.Size;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CurrentPolicyTest {
    private static BackendsPolicy policy(int maximum, int perBackend) {
        BackendsPolicy usual = BackendsPolicy.defaults(maximum);
        Size size = new Size(maximum, 1, Duration.ofMinutes(10), new PerBackend(0, perBackend));
        return new BackendsPolicy(size, usual.connect(), usual.life(), usual.status(), usual.removalGrace());
    }

    @Test
    void limitThatWasRaisedAndLoweredIsNotedUntilSomebodyAsks() {
        CurrentPolicy current = new CurrentPolicy(policy(4, 2));
        current.replace(policy(9, 1));
        current.replace(policy(3, 5));
        current.replace(policy(1, 1));

        assertThat(current.get().size().maximum()).isEqualTo(1);
        assertThat(current.takeLargest().maximum()).isEqualTo(9);
        assertThat(current.takeLargest().maximum()).isEqualTo(1);
    }

    @Test
    void noLimitOfOneBackendIsTheLargest() {
        CurrentPolicy current = new CurrentPolicy(policy(4, 2));
        current.replace(policy(4, 3));
        assertThat(current.takeLargest().each().limit()).isEqualTo(3);

        current.replace(policy(4, 0));
        current.replace(policy(4, 2));
        assertThat(current.takeLargest().each().limit()).isEqualTo(Integer.MAX_VALUE);
        assertThat(current.takeLargest().each().limit()).isEqualTo(2);
    }
}
