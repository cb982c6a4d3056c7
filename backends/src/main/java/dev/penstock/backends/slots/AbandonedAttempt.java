package dev.penstock.backends.slots;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connect attempt that was given up and may still be under way: its server may come to have a session for it, so that
 * it counts among the connections that the policy allows, until it has ended, or {@link ClosingSession#LIMIT} after it was
 * given up. What it brings all the same counts as a {@link ClosingSession} from then on. Thread-safe.
 */
final class AbandonedAttempt {
    private final SlotSet set;
    private final AtomicBoolean over = new AtomicBoolean();

    /** Counted by its maker. */
    AbandonedAttempt(SlotSet set) {
        this.set = set;
    }

    /** It counts no longer. */
    void end() {
        if (over.compareAndSet(false, true)) {
            set.endClosing();
        }
    }
}
