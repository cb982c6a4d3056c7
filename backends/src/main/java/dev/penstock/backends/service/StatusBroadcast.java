package dev.penstock.backends.service;

import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.text.ShortList;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * One message to the status tasks of several backends, and the wait until each task has decided on the message. A
 * command that returns after this wait has taken effect. Thread-safe.
 */
final class StatusBroadcast {
    private final EventCount changes;
    private final NanoClock clock;
    private final Set<SlotSetController> undecided = ConcurrentHashMap.newKeySet();

    private StatusBroadcast(EventCount changes, NanoClock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Posts a message to each status task.
     *
     * @param message posts it to one controller, with the action that its status task runs once it has decided
     * @param changes wakes the waiting thread
     */
    static StatusBroadcast post(
            List<SlotSetController> sets,
            BiConsumer<SlotSetController, Runnable> message,
            EventCount changes,
            NanoClock clock) {
        StatusBroadcast broadcast = new StatusBroadcast(changes, clock);
        broadcast.undecided.addAll(sets);
        sets.forEach(controller -> message.accept(controller, () -> broadcast.markDecided(controller)));
        return broadcast;
    }

    private void markDecided(SlotSetController controller) {
        undecided.remove(controller);
        changes.signal();
    }

    /** Whether each status task has decided, or has no slot and no session any more. */
    boolean isDecided() {
        return undecided.stream().allMatch(SlotSetController::isDrained);
    }

    /**
     * Waits until each status task has decided, at most {@code limit}. An interrupt does not end the wait, because the
     * caller relies on the effect; the interrupt stays set.
     *
     * @return whether each has decided
     */
    boolean awaitDecided(Duration limit) {
        long began = clock.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return changes.await(this::isDecided, limit.minusNanos(clock.nanoTime() - began));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The first ten backends whose status tasks have not decided, by label. */
    @Override
    public String toString() {
        return ShortList.of(
                undecided.stream().map(SlotSetController::label).sorted().toList(), ", ", label -> label);
    }
}
