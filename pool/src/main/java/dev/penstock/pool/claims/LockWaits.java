package dev.penstock.pool.claims;

import dev.penstock.backends.diagnostics.ServerAnswer;
import dev.penstock.backends.slots.Slot;
import java.util.Optional;

/** What servers have said of the sessions that wait for locks. Thread-safe; no method waits for a server. */
public interface LockWaits {
    /** Asks no server. */
    LockWaits NONE = new LockWaits() {
        @Override
        public Optional<ServerAnswer> answerOf(Slot slot) {
            return Optional.empty();
        }

        @Override
        public void ask(long now) {}
    };

    /** The last answer of the server of a slot; empty if there is none. */
    Optional<ServerAnswer> answerOf(Slot slot);

    /**
     * Asks the servers of all calls that are under way, unless they were asked less than a second ago.
     *
     * @param now the time of the pool's clock, in nanoseconds
     */
    void ask(long now);
}
