package dev.penstock.backends.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.StatusTaskFixture;
import org.junit.jupiter.api.Test;

/** Slots that a claim took from a backend that no longer serves its target. */
class RoutingTierTest {
    @Test
    void condemnedSlotRetiresOnRelease() {
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            fixture.controller.resize(1, false);
            fixture.awaitFree(1);
            Slot slot = fixture.set.slots()[0];
            assertThat(slot.tryClaim()).isTrue();
            slot.condemn();
            RoutingTier.release(slot);
            assertThat(slot.tryClaim()).isFalse();
            assertThat(slot.state()).isEqualTo(SlotState.RETIRED);
        }
    }

    @Test
    void otherSlotIsFreeAfterRelease() {
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            fixture.controller.resize(1, false);
            fixture.awaitFree(1);
            Slot slot = fixture.set.slots()[0];
            assertThat(slot.tryClaim()).isTrue();
            RoutingTier.release(slot);
            assertThat(slot.state()).isEqualTo(SlotState.UNCLAIMED);
        }
    }
}
