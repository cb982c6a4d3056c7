package dev.penstock.backends.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.StatusTaskFixture;
import org.junit.jupiter.api.Test;

/** Slots that a claim took and may not have. */
class RoutingTierTest {
    @Test
    void aSlotThatWasCondemnedWhileItWasTakenGoes() {
        try (StatusTaskFixture bench = new StatusTaskFixture(null)) {
            bench.controller.resize(1, false);
            bench.awaitFree(1);
            Slot slot = bench.set.slots()[0];
            assertThat(slot.tryClaim()).isTrue();
            slot.condemn();
            RoutingTier.giveBack(slot);
            assertThat(slot.tryClaim()).isFalse();
            assertThat(slot.state()).isEqualTo(SlotState.RETIRED);
        }
    }

    @Test
    void anotherIsFreeAgain() {
        try (StatusTaskFixture bench = new StatusTaskFixture(null)) {
            bench.controller.resize(1, false);
            bench.awaitFree(1);
            Slot slot = bench.set.slots()[0];
            assertThat(slot.tryClaim()).isTrue();
            RoutingTier.giveBack(slot);
            assertThat(slot.state()).isEqualTo(SlotState.UNCLAIMED);
        }
    }
}
