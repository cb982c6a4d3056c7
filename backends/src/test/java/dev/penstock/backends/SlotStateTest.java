package dev.penstock.backends;

import static dev.penstock.backends.SlotState.CHECKING;
import static dev.penstock.backends.SlotState.CLAIMED;
import static dev.penstock.backends.SlotState.CONNECTING;
import static dev.penstock.backends.SlotState.RESETTING;
import static dev.penstock.backends.SlotState.RETIRED;
import static dev.penstock.backends.SlotState.UNCLAIMED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotStateTest {
    private static final Map<SlotState, Set<SlotState>> LEGAL = Map.of(
            CONNECTING, Set.of(UNCLAIMED, RETIRED),
            UNCLAIMED, Set.of(CLAIMED, CHECKING),
            CLAIMED, Set.of(RESETTING, UNCLAIMED, CONNECTING, RETIRED),
            RESETTING, Set.of(CLAIMED, UNCLAIMED, CONNECTING, RETIRED),
            CHECKING, Set.of(UNCLAIMED, CONNECTING, RETIRED),
            RETIRED, Set.of());

    @Test
    void theTableOfLegalMovesIsThis() {
        for (SlotState from : SlotState.values()) {
            for (SlotState to : SlotState.values()) {
                assertThat(from.canBecome(to))
                        .as("%s to %s", from, to)
                        .isEqualTo(LEGAL.get(from).contains(to));
            }
        }
    }

    @Test
    void countsOfStatesSumToTheSlots() {
        SlotCounts counts = new SlotCounts(1, 2, 3, 4, 5);
        assertThat(counts.total()).isEqualTo(15);
        assertThat(counts.held()).isEqualTo(7);
        assertThat(counts.inTransit()).isEqualTo(6);
        assertThat(counts.plus(counts)).isEqualTo(new SlotCounts(2, 4, 6, 8, 10));
        assertThat(counts).hasToString("total=15, claimed=7, unclaimed=2, connecting=1, checking=5");
    }
}
