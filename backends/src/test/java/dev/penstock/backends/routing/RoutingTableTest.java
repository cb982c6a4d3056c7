package dev.penstock.backends.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.Balance;
import dev.penstock.backends.FakeClock;
import dev.penstock.backends.Role;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotSetTestData;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.roles.RoleWatch;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private final SlotSetTestData.Connections connections = new SlotSetTestData.Connections();
    private final WaitAccounts accounts = new WaitAccounts(new FakeClock(), new CorrelationIds());
    private final List<Slot> claimed = new ArrayList<>();
    private long moment;

    private SlotSet set(int number, BackendHealth health, int free) {
        SlotSet set = new SlotSet(SlotSetTestData.backend(number));
        for (int i = 0; i < free; i++) {
            Slot slot = new Slot(i, set, accounts.openLedger("test"));
            slot.connected(connections.open(), 1);
            set.add(slot);
        }
        set.setHealth(health);
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
    void stalledSetServesWhenOthersHaveNoFreeSlot() {
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
    void offlineOrRemovedBackendNeverServes() {
        SlotSet offline = set(1, BackendHealth.OFFLINE, 3);
        SlotSet removed = set(2, BackendHealth.REMOVED, 3);
        SlotSet refused = set(3, BackendHealth.REFUSED, 3);
        SlotSet connecting = set(4, BackendHealth.CONNECTING, 0);
        RoutingTable table = new RoutingTable(List.of(offline, removed, refused, connecting));
        assertThat(claimAll(table)).containsExactly(refused, refused, refused);
        assertThat(table.counts(TargetServerType.ANY)).isEqualTo(new SlotCounts(0, 0, 3, 0, 0));
        assertThat(offline.counts().unclaimed() + removed.counts().unclaimed()).isEqualTo(6);
    }

    @Test
    void tableWithoutEligibleSetsIsEmptyAndServesNoClaim() {
        assertThat(RoutingTable.EMPTY.isEmpty()).isTrue();
        assertThat(RoutingTable.EMPTY.tryClaim(0)).isNull();
        assertThat(new RoutingTable(List.of(set(1, BackendHealth.OFFLINE, 1))).isEmpty())
                .isTrue();
    }

    @Test
    void claimsOfOneThreadSpreadOverSets() {
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
    void claimsOfManyThreadsSpreadOverSetsAtOneMoment() throws InterruptedException {
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
    void freeSlotIsSeenWithoutBeingClaimed() {
        SlotSet set = set(1, BackendHealth.ONLINE, 1);
        RoutingTable table = new RoutingTable(List.of(set, set(2, BackendHealth.OFFLINE, 1)));
        assertThat(table.hasFree()).isTrue();
        assertThat(claimAll(table)).containsExactly(set);
        assertThat(table.hasFree()).isFalse();
    }

    private static RoleWatch watch(TargetServerType target, Balance balance) {
        RoleWatch watch = new RoleWatch(new RoutingPolicy(target, balance));
        for (TargetServerType each : TargetServerType.values()) {
            watch.use(each);
        }
        return watch;
    }

    private static RoutingTable routed(SlotSet... sets) {
        return new RoutingTable(List.of(sets), watch(TargetServerType.ANY, Balance.UNIFORM));
    }

    private SlotSet observed(SlotSet set, boolean primary, long timeline) {
        moment += 10;
        set.role().observe(new RoleReading(primary, "db", timeline), moment, moment + 1);
        return set;
    }

    private SlotSet primary(int number, long timeline) {
        return observed(set(number, BackendHealth.ONLINE, 2), true, timeline);
    }

    private SlotSet secondary(int number) {
        return observed(set(number, BackendHealth.ONLINE, 2), false, 0);
    }

    private Set<SlotSet> reached(RoutingTable table, TargetServerType target) {
        Set<SlotSet> sets = new HashSet<>();
        List<Slot> taken = new ArrayList<>();
        for (Slot slot = table.tryClaim(0, target); slot != null; slot = table.tryClaim(0, target)) {
            taken.add(slot);
            sets.add(slot.set());
        }
        taken.forEach(slot -> slot.free(SlotState.CLAIMED, 1));
        return sets;
    }

    @Test
    void eachTargetReachesTheServersOfItsRole() {
        SlotSet primary = primary(1, 1);
        SlotSet one = secondary(2);
        SlotSet two = secondary(3);
        SlotSet unknown = set(4, BackendHealth.ONLINE, 2);
        RoutingTable table = routed(primary, one, two, unknown);
        assertThat(reached(table, TargetServerType.ANY)).containsOnly(primary, one, two, unknown);
        assertThat(reached(table, TargetServerType.PRIMARY)).containsOnly(primary);
        assertThat(reached(table, TargetServerType.SECONDARY)).containsOnly(one, two);
        assertThat(reached(table, TargetServerType.PREFER_SECONDARY)).containsOnly(one, two);
        assertThat(reached(table, TargetServerType.PREFER_PRIMARY)).containsOnly(primary);
        assertThat(primary.serves(TargetServerType.PRIMARY)).isTrue();
        assertThat(primary.serves(TargetServerType.SECONDARY)).isFalse();
    }

    @Test
    void preferredRoleGivesWayIfNoneIsOnline() {
        SlotSet primary = primary(1, 1);
        SlotSet gone = secondary(2);
        gone.setHealth(BackendHealth.OFFLINE);
        RoutingTable table = routed(primary, gone);
        assertThat(reached(table, TargetServerType.PREFER_SECONDARY)).containsOnly(primary);
        assertThat(table.isEmpty(TargetServerType.SECONDARY)).isTrue();
        assertThat(reached(table, TargetServerType.SECONDARY)).isEmpty();
        primary.setHealth(BackendHealth.OFFLINE);
        gone.setHealth(BackendHealth.ONLINE);
        assertThat(reached(routed(primary, gone), TargetServerType.PREFER_PRIMARY))
                .containsOnly(gone);
    }

    @Test
    void changedRoleVoidsTheTableAtOnce() {
        SlotSet set = primary(1, 1);
        RoutingTable table = routed(set);
        observed(set, false, 0);
        assertThat(table.tryClaim(0, TargetServerType.PRIMARY)).isNull();
        assertThat(set.counts().unclaimed()).as("the slot is released").isEqualTo(2);
        assertThat(table.tryClaim(0, TargetServerType.ANY)).isNotNull();
        assertThat(reached(routed(set), TargetServerType.SECONDARY)).containsOnly(set);
    }

    @Test
    void supersededPrimaryServesNoTargetWhileItsSuccessorIsOffline() {
        SlotSet old = primary(1, 1);
        SlotSet promoted = primary(2, 2);
        RoutingTable table = routed(old, promoted);
        assertThat(reached(table, TargetServerType.PRIMARY)).containsOnly(promoted);
        assertThat(reached(table, TargetServerType.SECONDARY)).isEmpty();
        assertThat(old.role().role()).isEqualTo(Role.SUPERSEDED);
        promoted.setHealth(BackendHealth.OFFLINE);
        promoted.role().markDoubtful(moment + 5);
        RoutingTable later = routed(old, promoted);
        assertThat(later.isEmpty(TargetServerType.PRIMARY)).isTrue();
        assertThat(reached(later, TargetServerType.PREFER_PRIMARY)).isEmpty();
    }

    @Test
    void claimsStartAtSetsInProportionToWeights() {
        List<SlotSet> sets = new ArrayList<>();
        int[] weights = {10, 30, 0, 60};
        for (int weight : weights) {
            sets.add(weighted(sets.size() + 1, 0, weight, 2_000));
        }
        RoutingTable table = new RoutingTable(sets, watch(TargetServerType.ANY, Balance.WEIGHTED));
        for (int i = 0; i < 2_000; i++) {
            assertThat(table.tryClaim(i * 2_000_000L)).isNotNull();
        }
        assertThat(sets.get(0).counts().claimed()).isBetween(140, 260);
        assertThat(sets.get(1).counts().claimed()).isBetween(500, 700);
        assertThat(sets.get(2).counts().claimed()).isLessThan(10);
        assertThat(sets.get(3).counts().claimed()).isBetween(1_060, 1_340);
    }

    private SlotSet weighted(int number, int priority, int weight, int free) {
        SlotSet set = set(number, BackendHealth.ONLINE, free);
        Backend plain = set.backend();
        set.rename(new Backend(plain.name(), plain.address(), plain.port(), priority, weight));
        return set;
    }

    @Test
    void lowerPriorityServesOnlyWhileNoHigherOneIsOnline() {
        SlotSet best = weighted(1, 0, 0, 1);
        SlotSet second = weighted(2, 10, 0, 1);
        RoleWatch watch = watch(TargetServerType.ANY, Balance.PRIORITY);
        RoutingTable table = new RoutingTable(List.of(second, best), watch);
        assertThat(claimAll(table)).containsExactly(best);
        assertThat(best.serves(TargetServerType.ANY)).isTrue();
        assertThat(second.serves(TargetServerType.ANY))
                .as("a released slot is not handed over either")
                .isFalse();
        best.setHealth(BackendHealth.DRAINED);
        best.setHealth(BackendHealth.CONNECTING);
        assertThat(claimAll(new RoutingTable(List.of(second, best), watch))).containsExactly(second);
    }

    @Test
    void fastestBackendsServeFirst() {
        SlotSet near = timed(1, 1_000_000);
        SlotSet similar = timed(2, 1_300_000);
        SlotSet far = timed(3, 20_000_000);
        RoutingTable table =
                new RoutingTable(List.of(far, near, similar), watch(TargetServerType.ANY, Balance.LATENCY));
        List<SlotSet> order = claimAll(table);
        assertThat(order.subList(0, 4)).containsOnly(near, similar);
        assertThat(order.subList(4, 6)).containsOnly(far);
    }

    private SlotSet timed(int number, long nanos) {
        SlotSet set = set(number, BackendHealth.ONLINE, 2);
        set.role().observe(new RoleReading(true, "", 0), 0, nanos);
        return set;
    }
}
