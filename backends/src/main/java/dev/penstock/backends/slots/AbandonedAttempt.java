package dev.penstock.backends.slots;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connect attempt that was abandoned and may still be under way. Its server may open a session, so the attempt counts
 * among the connections that the policy allows: until it ends, at most {@link ClosingSession#LIMIT}. A connection
 * that it still opens counts as a {@link ClosingSession} from then on. Thread-safe.
 *
 * <p>If the server was reachable when the attempt began, it may have opened a session before it fell silent. The
 * attempt then counts as one of the {@link UnconfirmedSessions} after its end.
 */
final class AbandonedAttempt {
    private final SlotSet set;
    private final boolean reachable;
    private final AtomicBoolean reported = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();

    /** The set counts the attempt before it makes this. */
    AbandonedAttempt(SlotSet set, boolean reachable) {
        this.set = set;
        this.reachable = reachable;
    }

    /** Whether the server was known to accept connections when the attempt began. */
    boolean reachable() {
        return reachable;
    }

    /** Notes that the status task knows of the end. Returns false if it knew: the end of the time limit came before. */
    boolean tryReport() {
        return reported.compareAndSet(false, true);
    }

    /** The attempt counts no longer. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            set.endClosing();
        }
    }
}
