package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.SlotSetTestData;
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
