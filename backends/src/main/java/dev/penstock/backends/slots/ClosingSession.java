package dev.penstock.backends.slots;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session that left its slot and is not closed yet. Its server may still have it, so it counts among the connections
 * that the policy allows. If the server does not confirm the close, the session then counts as one of the
 * {@link UnconfirmedSessions}. Thread-safe.
 */
final class ClosingSession {
    /** How long a close may take before it counts as one that the server does not confirm. */
    static final Duration LIMIT = Duration.ofSeconds(1);

    private final SlotSet set;
    private final Connection connection;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();

    /** The set counts the session before it makes this. */
    ClosingSession(SlotSet set, Connection connection) {
        this.set = set;
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** Begins the close. Returns whether the caller is the first, and therefore closes the connection. */
    boolean begin() {
        return begun.compareAndSet(false, true);
    }

    /** Whether the close has begun. */
    boolean begun() {
        return begun.get();
    }

    /** Whether the session counts no longer. */
    boolean ended() {
        return ended.get();
    }

    /** The session counts no longer. Returns whether it counted until now. */
    boolean end() {
        boolean counted = ended.compareAndSet(false, true);
        if (counted) {
            set.endClosing();
        }
        return counted;
    }
}
