package dev.penstock.pool.claims;

import dev.penstock.backends.slots.Slot;
import java.time.Duration;

/**
 * Whether a returned slot barges: it becomes free for a running thread, although claims wait. Thread-safe.
 *
 * <p>A handover wakes a thread, and a wake-up costs more than a short use of a slot. Therefore a slot may barge, but
 * only within bounds (after the "bounded bypass" of mutual exclusion, J. E. Burns, 1981):
 *
 * <ul>
 *   <li>A slot that was held for less than {@link #INSTANT_NANOS} barges until the oldest waiter has waited for {@link
 *       #LIMIT}.
 *   <li>A slot that was held for less than {@link #BRIEF_NANOS} barges at most {@code maxBarging} times between two
 *       handovers. Therefore a waiter gets at least one of {@code maxBarging + 1} uses.
 *   <li>A slot that was held for longer is handed over.
 *   <li>A slot that barged in vain is handed over: it lay idle for longer than a wake-up takes. The longer it lay idle,
 *       the more handovers follow. Otherwise slots lie idle while claims wait, if claimants do not come back at once.
 * </ul>
 *
 * <p>If no running thread takes a slot that barged, the {@linkplain ClaimQueue#beginPolling polling waiter} finds it
 * within {@link #LIMIT}. As long as there is no polling waiter, a slot that was held for an instant barges, and the
 * oldest waiter is notified. One notification serves all slots that barge until that waiter looks. Other slots are
 * handed over.
 */
final class BargingPolicy {
    /** The longest wait during which slots held for an instant barge, and the interval of the polling waiter. */
    static final Duration LIMIT = Duration.ofMillis(1);

    private static final long LIMIT_NANOS = LIMIT.toNanos();

    /** About the time that a wake-up of a thread takes. */
    private static final long INSTANT_NANOS = 20_000;

    /** If a slot that barged lay idle for so long, a waiter would have used it sooner. */
    private static final long VAIN_NANOS = 50_000;

    /** One forced handover per 10 µs that the slot lay idle. */
    private static final long REPAID_NANOS = 10_000;

    /** A wake-up of a thread takes a few hundredths of this time. */
    private static final long BRIEF_NANOS = 1_000_000;

    private final ClaimQueue queue;
    private volatile int maxBarging;

    /** Whether a slot was allowed to barge since the last beat. */
    private volatile boolean recent;

    BargingPolicy(ClaimQueue queue) {
        this.queue = queue;
    }

    /** Lets a slot barge at most {@code limit} times between two handovers from now on; 0 for strict order. */
    void setLimit(int limit) {
        maxBarging = limit;
    }

    /** Whether no slot barges. */
    boolean isStrict() {
        return maxBarging == 0;
    }

    /** Whether the slot barges. Called by its holder, which returns the slot at {@code now} after {@code heldNanos}. */
    boolean allows(Slot slot, long now, long heldNanos) {
        if (maxBarging == 0 || heldNanos >= BRIEF_NANOS) {
            return false;
        }
        boolean instant = heldNanos < INSTANT_NANOS;
        if (instant ? queue.longestWait(slot, now) >= LIMIT_NANOS : !isWithinBound(slot, now - heldNanos)) {
            return false;
        }
        if (!recent) {
            recent = true;
        }
        if (instant) {
            return true;
        }
        if (!queue.hasPollingWaiter()) {
            return false;
        }
        slot.setBargeCount(slot.bargeCount() + 1);
        return true;
    }

    /** Whether a slot that was claimed last at {@code claimed} may barge once more before its next handover. */
    private boolean isWithinBound(Slot slot, long claimed) {
        int count = slot.bargeCount();
        long idle = count > 0 ? claimed - slot.freeSince() : 0;
        if (idle >= VAIN_NANOS) {
            slot.setBargeCount((int) -(Math.min(idle, LIMIT_NANOS) / REPAID_NANOS));
            return false;
        }
        return count >= 0 && count < maxBarging;
    }

    /** Whether a polling waiter is of use. */
    boolean isRecent() {
        return recent;
    }

    /** The supervisor's beat: without a slot that barges, the polling waiter stops by the next beat. */
    void beat() {
        recent = false;
    }
}
