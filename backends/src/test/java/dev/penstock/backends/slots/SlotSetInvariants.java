package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import java.sql.Connection;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The invariants of a slot set whose effects were all carried out. */
final class SlotSetInvariants {
    private SlotSetInvariants() {}

    static void assertHold(SlotSetStateMachineFixture fixture) {
        SlotCounts counts = fixture.set.counts();
        Slot[] slots = fixture.set.slots();
        assertThat(counts.total()).as("counts of %s sum to the slots", counts).isEqualTo(slots.length);
        assertThat(counts.held()).as("held").isEqualTo(fixture.held.size());
        assertThat(fixture.ledgers).as("one ledger a slot").hasSize(slots.length);
        Set<Connection> inSlots = new HashSet<>();
        for (Slot slot : slots) {
            if (slot.state() != SlotState.CONNECTING) {
                assertThat(inSlots.add(slot.connection())).as("own connection").isTrue();
            }
            assertThat(slot.tracking.underWay)
                    .as("%s has an attempt only where it connects or checks", slot)
                    .isIn(false, slot.state() == SlotState.CONNECTING || slot.state() == SlotState.CHECKING);
        }
        assertThat(fixture.connections.stillOpen())
                .as("open connections are in slots")
                .isEqualTo(inSlots);
        assertThat(Arrays.stream(slots).filter(slot -> slot.state() == SlotState.CHECKING))
                .as("a slot that is checked has a check under way")
                .allMatch(slot -> slot.tracking.underWay);
    }
}
