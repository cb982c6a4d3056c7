package dev.penstock.backends;

import static dev.penstock.backends.BackendHealth.CONNECTING;
import static dev.penstock.backends.BackendHealth.DRAINED;
import static dev.penstock.backends.BackendHealth.OFFLINE;
import static dev.penstock.backends.BackendHealth.ONLINE;
import static dev.penstock.backends.BackendHealth.REFUSED;
import static dev.penstock.backends.BackendHealth.REMOVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.slots.SlotSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackendHealthTest {
    private static final Map<BackendHealth, Set<BackendHealth>> LEGAL = Map.of(
            CONNECTING, Set.of(ONLINE, OFFLINE, REFUSED, DRAINED, REMOVED),
            ONLINE, Set.of(OFFLINE, REFUSED, DRAINED, REMOVED),
            OFFLINE, Set.of(ONLINE, REFUSED, DRAINED, REMOVED),
            REFUSED, Set.of(CONNECTING, ONLINE, OFFLINE, DRAINED, REMOVED),
            DRAINED, Set.of(CONNECTING, REMOVED),
            REMOVED, Set.of());

    @Test
    void legalMovesAreThoseOfTheTable() {
        for (BackendHealth from : BackendHealth.values()) {
            for (BackendHealth to : BackendHealth.values()) {
                assertThat(from.canBecome(to))
                        .as("%s to %s", from, to)
                        .isEqualTo(LEGAL.get(from).contains(to));
            }
        }
    }

    @Test
    void illegalMoveThrowsAndChangesNothing() {
        SlotSet set = new SlotSet(SlotSetTestData.backend(1));
        set.setHealth(DRAINED);
        assertThatThrownBy(() -> set.setHealth(ONLINE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backend " + set.backend().label() + ": no move leads from DRAINED to ONLINE");
        assertThat(set.health()).isEqualTo(DRAINED);
    }

    @Test
    void drainedAndRemovedBackendsAreOutOfService() {
        for (BackendHealth health : BackendHealth.values()) {
            assertThat(health.outOfService()).as("%s", health).isEqualTo(health == DRAINED || health == REMOVED);
        }
    }
}
