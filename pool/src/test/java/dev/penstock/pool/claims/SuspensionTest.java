package dev.penstock.pool.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.Pools;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A claim and a suspension at the same moment. */
class SuspensionTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void slotClaimedDuringSuspensionIsSeenAndReturned() throws Exception {
        Claims claims = pools.distrustful(1, config -> config.setAllowPoolSuspension(true))
                .claims();
        Slot slot = claims.backends().tryClaim(claims.slots().now());
        assertThat(slot).isNotNull();
        assertThat(claims.slots().keepIfOpen(slot)).isSameAs(slot);
        claims.suspend();
        assertThat(claims.backends().operations().awaitUnheld(SHORT).held()).isEqualTo(1);
        assertThat(claims.slots().keepIfOpen(slot)).isNull();
        assertThat(claims.backends().operations().awaitUnheld(SHORT).complete()).isTrue();
        claims.resume();
    }
}
