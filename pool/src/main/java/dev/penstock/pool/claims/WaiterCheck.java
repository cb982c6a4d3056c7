package dev.penstock.pool.claims;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tests that no claim waits although a slot that it may have is unclaimed. It looks twice in the middle of each status
 * interval, because the supervisor offers every free slot at each beat, and would hide a lost wake-up. Used on the
 * supervisor's thread.
 *
 * <p>A violation is definite: at both looks the same claim waits and is not notified, and the same slot is unclaimed,
 * eligible, and was not used in between. The claim is parked without a limit, or has looked in vain. A claim whose
 * thread gets no processor is neither. If the second look is late, the process stood still, and nothing follows.
 */
final class WaiterCheck {
    /** The time between the two looks: the longest time of a free slot beside a waiter, and a little more. */
    static final Duration BETWEEN_LOOKS = Duration.ofMillis(110);

    /** A second look that comes later than this does not count. */
    private static final long MOST_BETWEEN_NANOS = 2 * BETWEEN_LOOKS.toNanos();

    /** A waiter that began so many looks since the first look has ended at least one of them. */
    private static final int LOOKS_IN_VAIN = 2;

    private final ClaimQueue queue;
    private final NanoClock clock;
    private final BooleanSupplier open;
    private final FreeSlots free;
    private final BiConsumer<Runnable, Duration> scheduler;
    private final Consumer<String> onViolation;

    /** The waiter of the last violation, which counts once. */
    private @Nullable Waiter reported;

    /**
     * Finds free slots, and claims none.
     *
     * @param find finds a slot that a claim with the given target may have; null if there is none
     * @param isOffered whether a slot is still free and eligible
     */
    record FreeSlots(Function<@Nullable TargetServerType, @Nullable Slot> find, Predicate<Slot> isOffered) {}

    /** What one look has seen. */
    private record Sighting(Waiter waiter, int looks, Slot slot, long freeSince) {}

    /**
     * A check of the waiters in {@code queue}.
     *
     * @param open whether the pool serves claims
     * @param scheduler runs work on the supervisor's thread after a delay
     * @param onViolation receives the text of each violation
     */
    WaiterCheck(
            ClaimQueue queue,
            NanoClock clock,
            BooleanSupplier open,
            FreeSlots free,
            BiConsumer<Runnable, Duration> scheduler,
            Consumer<String> onViolation) {
        this.queue = queue;
        this.clock = clock;
        this.open = open;
        this.free = free;
        this.scheduler = scheduler;
        this.onViolation = onViolation;
    }

    /** Plans the looks of the status interval that begins now. */
    void beat(Duration interval) {
        scheduler.accept(this::look, interval.dividedBy(2));
    }

    private void look() {
        if (queue.isEmpty() || !open.getAsBoolean()) {
            return;
        }
        List<Sighting> seen = new ArrayList<>();
        for (Waiter waiter : queue.oldestOfEachTarget()) {
            Slot slot = isUnnotified(waiter) ? free.find().apply(waiter.target()) : null;
            if (slot != null) {
                seen.add(new Sighting(waiter, waiter.looks(), slot, slot.freeSince()));
            }
        }
        if (!seen.isEmpty()) {
            long at = clock.nanoTime();
            scheduler.accept(() -> lookAgain(seen, at), BETWEEN_LOOKS);
        }
    }

    private void lookAgain(List<Sighting> seen, long firstLook) {
        long passed = clock.nanoTime() - firstLook;
        if (passed < BETWEEN_LOOKS.toNanos() || passed > MOST_BETWEEN_NANOS || !open.getAsBoolean()) {
            return;
        }
        for (Sighting sighting : seen) {
            if (isStillFree(sighting) && isOverlooked(sighting) && reported != sighting.waiter()) {
                reported = sighting.waiter();
                onViolation.accept("a claim has waited for "
                        + sighting.waiter().age(clock.nanoTime()) / 1_000_000 + " ms although " + sighting.slot()
                        + " for more than " + passed / 1_000_000 + " ms");
            }
        }
    }

    private boolean isStillFree(Sighting sighting) {
        Slot slot = sighting.slot();
        return slot.state() == SlotState.UNCLAIMED
                && slot.freeSince() == sighting.freeSince()
                && queue.mayHave(sighting.waiter(), slot)
                && free.isOffered().test(slot);
    }

    private static boolean isOverlooked(Sighting sighting) {
        Waiter waiter = sighting.waiter();
        boolean parked = waiter.state() == Waiter.State.WAITING && isParked(waiter.claimant());
        return isUnnotified(waiter) && (parked || waiter.looks() - sighting.looks() >= LOOKS_IN_VAIN);
    }

    private static boolean isParked(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    private static boolean isUnnotified(Waiter waiter) {
        return waiter.isQueued() && !waiter.isNotified();
    }
}
