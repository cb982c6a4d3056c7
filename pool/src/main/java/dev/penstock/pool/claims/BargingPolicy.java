package dev.penstock.pool.claims;

import dev.penstock.backends.slots.Slot;
import java.time.Duration;

/**
 * Whether a slot that is given back passes the waiters by: it becomes free, and whoever runs already may have it.
 *
 * <p>To hand a slot over wakes a thread, which costs more than a short claim does. So barging is allowed, but bounded
 * (after "bounded bypass" of mutual exclusion, J. E. Burns, 1981):
 *
 * <ul>
 *   <li>slots held for an instant pass until the oldest waiter has waited for {@link #LIMIT};
 *   <li>a slot held for less than {@link #BRIEF_NANOS} passes at most {@code maxBarging} times between two handovers:
 *       of so many turns of a slot and one more, one at least is a waiter's;
 *   <li>a slot held for longer is handed over;
 *   <li>so is one that passed in vain, having lain free for longer than to wake a thread takes: the next times, too,
 *       and the more often the longer it lay. Where claimants do not come back at once, slots would else lie free
 *       while claims wait.
 * </ul>
 *
 * <p>Should nobody come, the slot is found by a waiter, the {@linkplain ClaimQueue#beginPolling polling waiter}, which looks for
 * free slots every {@link #LIMIT}. While there is none, a slot that was held for an instant passes, and the oldest
 * waiter is woken to look, once for all that pass until it has; other slots are handed over. Thread-safe.
 */
final class BargingPolicy {
    /** How long a waiter may be passed by slots that are held for an instant, and how often the polling waiter looks. */
    static final Duration LIMIT = Duration.ofMillis(1);

    private static final long LIMIT_NANOS = LIMIT.toNanos();

    /** To wake a thread takes about as long as this. */
    private static final long INSTANT_NANOS = 20_000;

    /** A slot that passed and lay free for so long would have been used sooner by a waiter. */
    private static final long VAIN_NANOS = 50_000;

    /** For each of these that it lay free a slot is handed over once, so that little of the time is lost so. */
    private static final long REPAID_NANOS = 10_000;

    /** To wake a thread takes a few hundredths of this. */
    private static final long BRIEF_NANOS = 1_000_000;

    private final ClaimQueue queue;
    private volatile int most;

    /** Slots might have passed since the last beat. */
    private volatile boolean recent;

    BargingPolicy(ClaimQueue queue) {
        this.queue = queue;
    }

    /** From here on a slot barges at most {@code limit} times between two handovers; 0 for strict order. */
    void setLimit(int limit) {
        most = limit;
    }

    /** Whether waiters are served in strict order. */
    boolean isStrict() {
        return most == 0;
    }

    /** Whether the slot, which its holder gives back at {@code now}, passes; for that holder. */
    boolean passes(Slot slot, long now, long heldNanos) {
        if (most == 0 || heldNanos >= BRIEF_NANOS) {
            return false;
        }
        boolean instant = heldNanos < INSTANT_NANOS;
        if (instant ? queue.longestWait(slot, now) >= LIMIT_NANOS : !mayPass(slot, now - heldNanos)) {
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

    /** Whether it is not too often for a slot that was claimed last at {@code claimed}. */
    private boolean mayPass(Slot slot, long claimed) {
        int passed = slot.bargeCount();
        long idle = passed > 0 ? claimed - slot.freeSince() : 0;
        if (idle >= VAIN_NANOS) {
            slot.setBargeCount((int) -(Math.min(idle, LIMIT_NANOS) / REPAID_NANOS));
            return false;
        }
        return passed >= 0 && passed < most;
    }

    /** Whether a polling waiter is worth its while. */
    boolean isRecent() {
        return recent;
    }

    void beat() {
        recent = false;
    }
}
