package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.FakeClock;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotSetTestData;
import dev.penstock.backends.SlotState;
import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.sessions.CloseReason;
import java.sql.Connection;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SlotTest {
    private final ClaimLedger ledger = new WaitAccounts(new FakeClock(), new CorrelationIds()).openLedger("test");
    private final Connection connection = new SlotSetTestData.Connections().open();

    private Slot in(SlotState state) {
        Slot slot = new Slot(1, new SlotSet(SlotSetTestData.backend(1)), ledger);
        if (state == SlotState.CONNECTING) {
            return slot;
        }
        slot.connected(connection, 1);
        switch (state) {
            case CLAIMED -> slot.tryClaim();
            case RESETTING -> {
                slot.tryClaim();
                slot.beginReset();
            }
            case CHECKING -> slot.tryCheck();
            case RETIRED -> {
                slot.tryCheck();
                slot.retire(SlotState.CHECKING);
            }
            default -> {}
        }
        assertThat(slot.state()).isEqualTo(state);
        return slot;
    }

    @Test
    void aMoveFromWhereTheSlotIsNotThrowsAndChangesNothing() {
        Map<String, Consumer<Slot>> moves = Map.of(
                "free", slot -> slot.free(SlotState.CLAIMED, 9),
                "hand over claimed", slot -> slot.handOver(SlotState.CLAIMED, 9),
                "hand over reset", slot -> slot.handOver(SlotState.RESETTING, 9),
                "reset", Slot::beginReset,
                "reconnect", slot -> slot.reconnect(SlotState.CLAIMED, CloseReason.CONNECTION_LOST),
                "retire", slot -> slot.retire(SlotState.CLAIMED));
        moves.forEach((name, move) -> {
            for (SlotState state : SlotState.values()) {
                boolean legal = state == SlotState.CLAIMED ^ name.equals("hand over reset");
                if (legal && (state == SlotState.CLAIMED || state == SlotState.RESETTING)) {
                    continue;
                }
                Slot slot = in(state);
                long free = slot.freeSince();
                assertThatThrownBy(() -> move.accept(slot))
                        .as("%s from %s", name, state)
                        .isInstanceOf(IllegalStateException.class);
                assertThat(slot.state()).isEqualTo(state);
                assertThat(slot.freeSince()).as("%s from %s", name, state).isEqualTo(free);
                if (state != SlotState.CONNECTING && state != SlotState.RETIRED) {
                    assertThat(slot.connection()).isSameAs(connection);
                }
            }
        });
    }

    @Test
    void aMoveThatIsNotInTheTableThrowsThoughTheSlotIsThere() {
        Slot slot = in(SlotState.UNCLAIMED);
        assertThatThrownBy(() -> slot.retire(SlotState.UNCLAIMED)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> slot.reconnect(SlotState.UNCLAIMED, CloseReason.CONNECTION_LOST))
                .isInstanceOf(IllegalStateException.class);
        assertThat(slot.connection()).isSameAs(connection);
        assertThatThrownBy(() -> slot.connected(connection, 2)).isInstanceOf(IllegalStateException.class);
        assertThat(slot.connectedAt()).isEqualTo(1);
    }

    @Test
    void onlyAFreeSlotIsClaimedOrChecked() {
        for (SlotState state : SlotState.values()) {
            assertThat(in(state).tryClaim()).isEqualTo(state == SlotState.UNCLAIMED);
            assertThat(in(state).tryCheck()).isEqualTo(state == SlotState.UNCLAIMED);
        }
    }

    @Test
    void aSlotWithoutConnectionSaysSo() {
        assertThatThrownBy(() -> in(SlotState.CONNECTING).connection()).hasMessageContaining("has no connection");
        assertThatThrownBy(() -> in(SlotState.RETIRED).connection()).hasMessageContaining("has no connection");
    }

    @Test
    void aSlotIsClaimedByOneOfThoseWhoLookFromAnywhere() {
        SlotSet set = new SlotSet(SlotSetTestData.backend(1));
        assertThat(set.tryClaim(7, 0)).isNull();
        for (int i = 0; i < 3; i++) {
            Slot slot = new Slot(i, set, ledger);
            slot.connected(connection, 1);
            set.add(slot);
        }
        assertThat(set.tryClaim(Integer.MIN_VALUE, 0)).isNotNull();
        assertThat(set.tryClaim(-1, 0)).isNotNull();
        assertThat(set.tryClaim(Integer.MAX_VALUE, 0)).isNotNull();
        assertThat(set.tryClaim(0, 0)).isNull();
        assertThat(set.counts()).isEqualTo(new SlotCounts(0, 0, 3, 0, 0));
    }
}
