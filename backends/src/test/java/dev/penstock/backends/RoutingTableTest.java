package dev.penstock.backends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private final Backings.Connections connections = new Backings.Connections();
    private final WaitAccounts accounts = new WaitAccounts(new FakeClock(), new CorrelationIds());
    private final List<Slot> claimed = new ArrayList<>();

    private SlotSet set(int number, BackendHealth health, int free) {
        SlotSet set = new SlotSet(Backings.backend(number));
        for (int i = 0; i < free; i++) {
            Slot slot = new Slot(i, set, accounts.openLedger("test"));
            slot.connected(connections.open(), 1);
            set.add(slot);
        }
        set.become(health);
        return set;
    }

    private List<SlotSet> claimAll(RoutingTable table) {
        List<SlotSet> order = new ArrayList<>();
        for (Slot slot = table.tryClaim(0); slot != null; slot = table.tryClaim(0)) {
            claimed.add(slot);
            order.add(slot.set());
        }
        return order;
    }

    @Test
    void aStalledSetServesWhenTheOthersHaveNothingFree() {
        SlotSet stalled = set(1, BackendHealth.ONLINE, 5);
        stalled.setStalled(true);
        SlotSet first = set(2, BackendHealth.ONLINE, 5);
        SlotSet second = set(3, BackendHealth.ONLINE, 5);
        List<SlotSet> order = claimAll(new RoutingTable(List.of(stalled, first, second)));
        assertThat(order.subList(0, 10)).containsOnly(first, second);
        assertThat(order.subList(10, 15)).containsOnly(stalled);
        assertThat(claimed).doesNotHaveDuplicates();
    }

    @Test
    void whatIsOfflineOrRemovedNeverServes() {
        SlotSet offline = set(1, BackendHealth.OFFLINE, 3);
        SlotSet removed = set(2, BackendHealth.REMOVED, 3);
        SlotSet refused = set(3, BackendHealth.REFUSED, 3);
        SlotSet fresh = set(4, BackendHealth.CONNECTING, 0);
        RoutingTable table = new RoutingTable(List.of(offline, removed, refused, fresh));
        assertThat(claimAll(table)).containsExactly(refused, refused, refused);
        assertThat(table.counts()).isEqualTo(new SlotCounts(0, 0, 3, 0, 0));
        assertThat(offline.counts().unclaimed() + removed.counts().unclaimed()).isEqualTo(6);
    }

    @Test
    void aTableWithoutSetsIsEmptyAndServesNobody() {
        assertThat(RoutingTable.EMPTY.isEmpty()).isTrue();
        assertThat(RoutingTable.EMPTY.tryClaim(0)).isNull();
        assertThat(new RoutingTable(List.of(set(1, BackendHealth.OFFLINE, 1))).isEmpty())
                .isTrue();
    }

    @Test
    void aThreadSpreadsItsClaimsOverTheSets() {
        List<SlotSet> sets = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            sets.add(set(i, BackendHealth.ONLINE, 250));
        }
        RoutingTable table = new RoutingTable(sets);
        for (int i = 0; i < 400; i++) {
            assertThat(table.tryClaim(i * 2_000_000L)).isNotNull();
        }
        assertThat(sets).allSatisfy(set -> assertThat(set.counts().claimed()).isBetween(40, 160));
    }

    @Test
    void threadsSpreadTheirClaimsOverTheSetsAtOneMoment() throws InterruptedException {
        List<SlotSet> sets = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            sets.add(set(i, BackendHealth.ONLINE, 100));
        }
        RoutingTable table = new RoutingTable(sets);
        for (int i = 0; i < 100; i++) {
            Thread thread = new Thread(() -> table.tryClaim(0));
            thread.start();
            thread.join();
        }
        assertThat(sets).allSatisfy(set -> assertThat(set.counts().claimed()).isBetween(10, 45));
    }

    @Test
    void whatIsFreeIsSeenWithoutBeingTaken() {
        SlotSet set = set(1, BackendHealth.ONLINE, 1);
        RoutingTable table = new RoutingTable(List.of(set, set(2, BackendHealth.OFFLINE, 1)));
        assertThat(table.hasFree()).isTrue();
        assertThat(claimAll(table)).containsExactly(set);
        assertThat(table.hasFree()).isFalse();
    }
}
