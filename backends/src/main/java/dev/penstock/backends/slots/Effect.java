package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import java.sql.Connection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is to be done after a decision, outside the lock. All but those {@link #decidedAnew} may be done twice. */
sealed interface Effect {
    /** Whether a takeover decides it again, under a new number, so that it is dropped where it was not carried out. */
    default boolean decidedAnew() {
        return false;
    }

    /** Whether a task may have got stuck in it, so that its successor does not try the same again. */
    default boolean mayHang() {
        return decidedAnew();
    }

    /**
     * Whether it does nothing but write to the log, and so is done last: a log may write through this very pool, and
     * then waits for what else was decided.
     */
    default boolean logs() {
        return false;
    }

    /** Begin a connect attempt. */
    record Connect(Slot slot, int attempt) implements Effect {
        @Override
        public boolean decidedAnew() {
            return true;
        }
    }

    /** Check the connection of a slot that is CHECKING. */
    record Check(Slot slot, int attempt, Connection connection) implements Effect {
        @Override
        public boolean decidedAnew() {
            return true;
        }
    }

    /** Probe the server. */
    record Probe(int attempt) implements Effect {
        @Override
        public boolean decidedAnew() {
            return true;
        }
    }

    /** Interrupt the attempt or check of a slot that is past its deadline; an attempt counts until it has ended. */
    record AbandonAttempt(Slot slot, @Nullable AbandonedAttempt straggler) implements Effect {}

    /** Close a connection. Carried out whichever epoch it is of, since nobody else knows the connection, and once. */
    record CloseSession(ClosingSession session) implements Effect {}

    /** Send a message to the status task later. */
    record SendLater(StatusMessage message, Duration delay) implements Effect {}

    /** The failed slot waits before it connects again. */
    record AwaitBackoff(Slot slot, int attempt, Duration delay) implements Effect {}

    /** The slot waits until the backend's connect rate lets it connect. */
    record AwaitPermit(Slot slot, int attempt, Duration delay) implements Effect {}

    /** Abort the connection that a claim holds. */
    record AbortSession(Slot slot, Connection connection) implements Effect {}

    /** A slot became claimable. */
    record OfferSlot(Slot slot) implements Effect {
        @Override
        public boolean mayHang() {
            return true;
        }
    }

    /** Health changed: republish the routing table. */
    record PublishHealth(BackendHealth before, BackendHealth now, String reason) implements Effect {
        @Override
        public boolean mayHang() {
            return true;
        }
    }

    /** The backend has another name, priority or weight: republish the routing table. */
    record PublishRename() implements Effect {
        @Override
        public boolean mayHang() {
            return true;
        }
    }

    /** Tell that health changed, and why. */
    record LogHealth(PublishHealth change) implements Effect {
        @Override
        public boolean mayHang() {
            return true;
        }

        @Override
        public boolean logs() {
            return true;
        }
    }

    /** The slot is gone: close its ledger. */
    record ForgetSlot(Slot slot) implements Effect {}

    /** An attempt that was given up counts no longer: another connection may take its place. */
    record ReportRoom() implements Effect {}

    /** Answer a request. */
    record Reply(StatusMessage.Request request) implements Effect {}

    /** Tell what went wrong with a slot. */
    record LogWarning(String text) implements Effect {
        @Override
        public boolean mayHang() {
            return true;
        }

        @Override
        public boolean logs() {
            return true;
        }
    }

    /** Tell that a decision failed. */
    record LogFailure(StatusMessage message, Throwable error) implements Effect {
        @Override
        public boolean mayHang() {
            return true;
        }

        @Override
        public boolean logs() {
            return true;
        }
    }
}
