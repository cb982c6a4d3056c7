package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a status task is told. */
public sealed interface StatusMessage {
    /** Asks how the set is, and to see to what is due; {@code claimId} is 0 where no claim caused it. */
    record Request(long roundTrip, long claimId, long sentAt) implements StatusMessage {}

    /**
     * The set is to have so many slots; {@code shed} where the pool has more than it may, so that held ones beyond that
     * go when they are released.
     */
    record Resize(int wanted, boolean shed) implements StatusMessage {
        Resize(int wanted) {
            this(wanted, false);
        }
    }

    /**
     * Every connection is to be replaced: those that are held when they are released, the others now; {@code heard} is
     * told that this is known, and neither blocks nor throws.
     */
    record Evict(Runnable heard) implements StatusMessage {
        public Evict() {
            this(() -> {});
        }
    }

    /** The credentials are others now; {@code heard} is told that this is known, and neither blocks nor throws. */
    record CredentialsChanged(Runnable heard) implements StatusMessage {
        CredentialsChanged() {
            this(() -> {});
        }
    }

    /** The backend's name, priority or weight changed. */
    record Renamed(Backend later) implements StatusMessage {}

    /** All slots are to go, those that are held as they are released; {@code as} is REMOVED or DRAINED. */
    record Drain(BackendHealth as, String reason) implements StatusMessage {
        /** The backend left the service; {@code reason} completes what is logged. */
        static Drain removed(String reason) {
            return new Drain(BackendHealth.REMOVED, reason);
        }

        static Drain removed() {
            return removed("it is no longer in the service");
        }

        /** The pool closes. */
        static Drain closing() {
            return new Drain(BackendHealth.REMOVED, "the pool closes");
        }

        /** An operator takes the backend out of service. */
        static Drain drained() {
            return new Drain(BackendHealth.DRAINED, "an operator drains it");
        }
    }

    /** What an operator took out of service is to serve again. */
    record Restore() implements StatusMessage {}

    /** A connect attempt succeeded. */
    record Connected(Slot slot, int attempt, Connection connection) implements StatusMessage {}

    /** A connect attempt failed. */
    record ConnectFailed(Slot slot, int attempt, Throwable error) implements StatusMessage {}

    /** A connect attempt or check is past its deadline; {@code where} it is, where that can be told. */
    record AttemptExpired(Slot slot, int attempt, Optional<String> where) implements StatusMessage {
        AttemptExpired(Slot slot, int attempt) {
            this(slot, attempt, Optional.empty());
        }

        AttemptExpired at(Optional<String> place) {
            return new AttemptExpired(slot, attempt, place);
        }
    }

    /** The time of the next connect attempt has come. */
    record ConnectDue(Slot slot, int attempt) implements StatusMessage {}

    /** A check ended; {@code error} says why where the connection is not valid. */
    record CheckEnded(Slot slot, int attempt, @Nullable Throwable error) implements StatusMessage {}

    /**
     * The holder gave its connection up, and the slot is CONNECTING already or RETIRED; {@code news} where the server
     * is to blame and had not failed since that connection was made.
     */
    record SessionLost(Slot slot, DisconnectCause loss, boolean news) implements StatusMessage {}

    /** A connection that was to be closed is, or is not waited for any longer: another may take its place. */
    record SessionClosed() implements StatusMessage {}

    /** An attempt that was given up has ended, or is not waited for any longer; after what it brought. */
    record AttemptEnded(AbandonedAttempt straggler) implements StatusMessage {}

    /** The holder retired the slot, which was condemned. */
    record SlotRetired(Slot slot) implements StatusMessage {}

    /** A JDBC call takes suspiciously long: the server is to be probed. */
    record ServerSuspected(String reason) implements StatusMessage {}

    /** A claim found the server read-only that was taken for a primary: it is to be asked for its role. */
    record RoleDoubted() implements StatusMessage {}

    /** A probe ended; {@code error} says why where the server did not answer. */
    record ProbeEnded(int attempt, @Nullable Throwable error) implements StatusMessage {}

    /** A probe is past its deadline; one that no thread has sent yet says nothing of the server. */
    record ProbeExpired(int attempt, boolean sent) implements StatusMessage {}
}
