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
        public void ask(long since, long now) {}
    };

    /** The last answer of the server of a slot; empty if there is none. */
    Optional<ServerAnswer> answerOf(Slot slot);

    /**
     * Asks the servers of all calls that are under way: once after {@code since}, and then after twice the time. Does
     * nothing if they were asked just before.
     *
     * @param since when the reason to ask arose, in nanoseconds of the pool's clock
     * @param now the time of the pool's clock, in nanoseconds
     */
    void ask(long since, long now);
}
