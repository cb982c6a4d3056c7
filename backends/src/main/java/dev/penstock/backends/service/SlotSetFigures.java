package dev.penstock.backends.service;

import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.slots.SlotSetController;

/**
 * The slots and sessions of one slot set, for the pool's test of itself: an immutable value. It is no consistent view,
 * because slots move while they are counted.
 *
 * @param label the label of the backend
 * @param backend the name, address and port; two slot sets of one backend that left and came back have the same
 * @param existing the number of slots
 * @param counts the slots by state
 * @param busy whether the status task has work left
 */
public record SlotSetFigures(String label, Object backend, int existing, SlotCounts counts, boolean busy) {
    static SlotSetFigures of(SlotSetController controller) {
        SlotSet set = controller.set();
        return new SlotSetFigures(
                controller.label(), set.backend().id(), set.slots().length, set.counts(), controller.hasWork());
    }

    /** The slots that have a session. */
    public int sessions() {
        return counts.total() - counts.connecting();
    }
}
