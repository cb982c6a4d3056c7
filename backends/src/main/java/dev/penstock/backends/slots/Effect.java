package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import java.sql.Connection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One action that a decision asks for. The status task carries it out after the decision, outside the lock.
 *
 * <p>A takeover repeats the effect that the old task was carrying out, unless that effect {@link #mayBlock}. Every
 * effect but a {@link ConnectorCall} may be carried out twice.
 */
sealed interface Effect {
    /**
     * Calls the method of {@code handler} for this type of effect; {@code task} is the status task that carries it out.
     */
    void accept(Handler handler, StatusTask task);

    /** Whether a takeover drops this effect if it was not carried out, because it decides the effect again. */
    default boolean isRedecided() {
        return false;
    }

    /** Whether a status task can get stuck in this effect. A takeover then does not repeat it. */
    default boolean mayBlock() {
        return false;
    }

    /** Carries out effects: one method for each type. */
    interface Handler {
        void connect(Connect effect);

        void check(Check effect);

        void probe(Probe effect);

        void offerSlot(OfferSlot effect, StatusTask task);

        void publishHealth(PublishHealth effect);

        void publishRename(PublishRename effect);

        void logHealth(LogHealth effect);

        void logWarning(LogWarning effect);

        void logFailure(LogFailure effect);

        void recordEvent(RecordEvent effect);

        void abandonAttempt(AbandonAttempt effect);

        void closeSession(CloseSession effect);

        void postLater(PostLater effect);

        void awaitBackoff(AwaitBackoff effect);

        void awaitPermit(AwaitPermit effect);

        void abortSession(AbortSession effect);

        void forgetSlot(ForgetSlot effect);

        void announceRoom(AnnounceRoom effect);

        void reply(Reply effect, StatusTask task);
    }

    /** A call of the connector. Each has a number; a takeover begins the call again under a new one. */
    sealed interface ConnectorCall extends Effect {
        @Override
        default boolean isRedecided() {
            return true;
        }

        @Override
        default boolean mayBlock() {
            return true;
        }
    }

    /** Begin a connect attempt. */
    record Connect(Slot slot, int attempt) implements ConnectorCall {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.connect(this);
        }
    }

    /** Check the connection of a slot that is CHECKING. */
    record Check(Slot slot, int attempt, Connection connection) implements ConnectorCall {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.check(this);
        }
    }

    /**
     * Probe the server; {@code shared} if the backend has no slots. A shared probe may wait for a thread as long as it
     * must, and its deadline begins with the thread.
     */
    record Probe(int attempt, boolean shared) implements ConnectorCall {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.probe(this);
        }
    }

    /** A notification of the service or the waiters. */
    sealed interface Notification extends Effect {
        @Override
        default boolean mayBlock() {
            return true;
        }
    }

    /** A slot became claimable: offer it to the waiters. */
    record OfferSlot(Slot slot) implements Notification {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.offerSlot(this, task);
        }
    }

    /** The health changed: publish a new routing table. */
    record PublishHealth() implements Notification {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.publishHealth(this);
        }
    }

    /** The backend's name, priority or weight changed: publish a new routing table. */
    record PublishRename() implements Notification {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.publishRename(this);
        }
    }

    /**
     * A log line. Log lines come last: a log may write through this very pool, and then waits for the other effects.
     */
    sealed interface LogEntry extends Effect {
        @Override
        default boolean mayBlock() {
            return true;
        }
    }

    /** Log that the health changed, and why. */
    record LogHealth(BackendHealth before, BackendHealth now, String reason) implements LogEntry {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.logHealth(this);
        }
    }

    /** Log a warning about the backend. */
    record LogWarning(String text) implements LogEntry {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.logWarning(this);
        }
    }

    /** Record a rare event of the backend that is not logged, because the like of it may come often. */
    record RecordEvent(String text) implements LogEntry {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.recordEvent(this);
        }
    }

    /** Log that the decision on a message failed. */
    record LogFailure(StatusMessage message, Throwable error) implements LogEntry {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.logFailure(this);
        }
    }

    /**
     * Interrupt the attempt or check of that number. A connect attempt counts as {@code abandoned} until it has ended.
     */
    record AbandonAttempt(Slot slot, int attempt, @Nullable AbandonedAttempt abandoned) implements Effect {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.abandonAttempt(this);
        }
    }

    /** Close a session. Carried out under any epoch, because no other effect knows the session; closed only once. */
    record CloseSession(ClosingSession session) implements Effect {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.closeSession(this);
        }
    }

    /** Post a message to the status task after a delay. */
    record PostLater(StatusMessage message, Duration delay) implements Effect {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.postLater(this);
        }
    }

    /** The slot waits after a failed attempt. Then its next attempt is due. */
    record AwaitBackoff(Slot slot, int attempt, Duration delay) implements Effect {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.awaitBackoff(this);
        }
    }

    /** The slot waits for the backend's connect rate. Then its next attempt is due. */
    record AwaitPermit(Slot slot, int attempt, Duration delay) implements Effect {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.awaitPermit(this);
        }
    }

    /** Abort the connection that a claim holds. */
    record AbortSession(Slot slot, Connection connection) implements Effect {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.abortSession(this);
        }
    }

    /** The slot is gone: close its ledger. */
    record ForgetSlot(Slot slot) implements Effect {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.forgetSlot(this);
        }
    }

    /** An abandoned attempt or a closed session counts no longer: another connection may take its place. */
    record AnnounceRoom() implements Effect {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.announceRoom(this);
        }
    }

    /** Reply to a status request. */
    record Reply(StatusMessage.Request request) implements Effect {
        @Override
        public void accept(Handler handler, StatusTask task) {
            handler.reply(this, task);
        }
    }
}
