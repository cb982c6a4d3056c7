package dev.penstock.backends.service;

import dev.penstock.backends.slots.Slot;
import dev.penstock.waits.HeldClaim;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A slot that a claim holds, at one moment: an immutable value.
 *
 * @param backend the label of the slot's backend
 * @param slot the slot's number
 * @param pid the process or connection of the server that serves its session, if the driver tells it
 * @param claim the claim
 */
public record HeldSlot(String backend, long slot, OptionalInt pid, HeldClaim claim) {
    private static final Comparator<HeldSlot> LONGEST_HELD_FIRST = Comparator.comparingLong(
                    (HeldSlot held) -> held.claim().heldNanos())
            .reversed();

    /** The same slot without a process, for a server behind a pooler. */
    public HeldSlot withoutPid() {
        return new HeldSlot(backend, slot, OptionalInt.empty(), claim);
    }

    /** Those of {@code slots} that a claim holds at {@code now}, the longest held first. */
    static List<HeldSlot> of(Stream<Slot> slots, long now) {
        return slots.flatMap(slot -> slot
                        .ledger()
                        .heldClaim(now)
                        .map(claim -> new HeldSlot(slot.set().controller().label(), slot.id(), slot.pid(), claim))
                        .stream())
                .sorted(LONGEST_HELD_FIRST)
                .toList();
    }
}
