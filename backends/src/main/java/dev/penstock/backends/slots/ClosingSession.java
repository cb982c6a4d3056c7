package dev.penstock.backends.slots;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection that no slot has any more and that is not closed yet: its server may still have the session, so that it
 * counts among the connections that the policy allows. Thread-safe.
 */
final class ClosingSession {
    /** How long one counts whose close does not end: a server that hangs is not to cost more than it has. */
    static final Duration LIMIT = Duration.ofSeconds(1);

    private final SlotSet set;
    private final Connection connection;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();

    /** Counted by its maker. */
    ClosingSession(SlotSet set, Connection connection) {
        this.set = set;
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** Whether the caller is the first, and so the one that closes the connection. */
    boolean begin() {
        return begun.compareAndSet(false, true);
    }

    /** Whether somebody closes it, or has. */
    boolean begun() {
        return begun.get();
    }

    /** It counts no longer. Returns whether it did until now. */
    boolean end() {
        boolean counted = over.compareAndSet(false, true);
        if (counted) {
            set.endClosing();
        }
        return counted;
    }
}
