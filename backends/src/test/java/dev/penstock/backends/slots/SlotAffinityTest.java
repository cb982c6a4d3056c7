package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.SlotSetTestData;
import dev.penstock.backends.SlotState;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which slot a thread had last. */
class SlotAffinityTest {
    private final SlotSet set = new SlotSet(SlotSetTestData.backend(1));
    private final WaitAccounts accounts = new WaitAccounts(NanoClock.system(), new CorrelationIds("buckets"));
    private final int bucket = SlotSet.bucketOf(Thread.currentThread());

    private List<Slot> slots(int count) {
        List<Slot> slots = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            Slot slot = new Slot(id, set, accounts.openLedger("buckets"));
            set.add(slot);
            slots.add(slot);
        }
        return slots;
    }

    @Test
    void aThreadThatHasHadNoneHadNoneLast() {
        assertThat(slots(3)).noneMatch(slot -> slot.isLastUsedBy(bucket));
    }

    @Test
    void theLastIsTheOneThatWentToItsSeat() {
        List<Slot> slots = slots(3);
        slots.get(1).rememberUseBy(bucket);
        slots.get(2).rememberUseBy(bucket);
        assertThat(slots).filteredOn(slot -> slot.isLastUsedBy(bucket)).containsExactly(slots.get(2));
        assertThat(slots.get(2).isLastUsedBy(bucket + 1)).as("of another").isFalse();
    }

    @Test
    void threadReturnsToItsSlotWhileThatIsWarm() {
        List<Slot> slots = freeSlots(3);
        slots.get(2).rememberUseBy(0);
        assertThat(set.tryClaim(0, SlotSet.WARM_NANOS - 1)).isSameAs(slots.get(2));
    }

    @Test
    void threadWithColdSlotTakesFirstFreeSlot() {
        List<Slot> slots = freeSlots(3);
        slots.get(2).rememberUseBy(0);
        assertThat(set.tryClaim(0, SlotSet.WARM_NANOS)).isSameAs(slots.get(0));
        assertThat(slots.get(0).isLastUsedBy(0)).isTrue();
        assertThat(set.tryClaim(Integer.MIN_VALUE, SlotSet.WARM_NANOS)).isSameAs(slots.get(1));
    }

    @Test
    void lightLoadOfNewThreadsLeavesOtherSlotsIdle() {
        List<Slot> slots = freeSlots(20);
        long now = 0;
        for (int thread = 1; thread < 400; thread++) {
            now += 50_000_000;
            Slot slot = set.tryClaim(thread * 0x9e3779b9, now);
            assertThat(slot).isNotNull();
            slot.free(SlotState.CLAIMED, now);
        }
        assertThat(set.idleSince(now / 2)).isGreaterThanOrEqualTo(18);
        assertThat(slots).allSatisfy(slot -> assertThat(slot.isFree()).isTrue());
    }

    private List<Slot> freeSlots(int count) {
        List<Slot> slots = slots(count);
        SlotSetTestData.Connections connections = new SlotSetTestData.Connections();
        slots.forEach(slot -> slot.connected(connections.open(), 0));
        return slots;
    }

    @Test
    void slotsThatAreLeftHavePlacesOfTheirOwn() {
        List<Slot> slots = slots(3);
        set.remove(slots.get(0));
        slots.get(1).rememberUseBy(bucket);
        assertThat(slots.get(1).isLastUsedBy(bucket)).isTrue();
        assertThat(slots.get(2).isLastUsedBy(bucket)).isFalse();
        slots.get(2).rememberUseBy(bucket);
        assertThat(set.slots()).filteredOn(slot -> slot.isLastUsedBy(bucket)).containsExactly(slots.get(2));
    }
}
