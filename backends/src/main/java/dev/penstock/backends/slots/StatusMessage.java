package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.sessions.CloseReason;
import java.sql.Connection;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A message to the status task of a backend. */
sealed interface StatusMessage {
    /** Calls the method of {@code decisions} for this type of message, which adds its effects to {@code effects}. */
    void decide(SlotDecisions decisions, Collection<Effect> effects);

    /** The type of the message, for the log. Its parts are not logged, because they may print texts of the driver. */
    default String describe(CorrelationIds ids) {
        return getClass().getSimpleName();
    }

    /** Asks for a reply, and for the work that is due; {@code claimId} is 0 if no claim caused the request. */
    record Request(long roundTrip, long claimId, long sentAt) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.request(this, effects);
        }

        @Override
        public String describe(CorrelationIds ids) {
            String cause = claimId == 0 ? "" : " for claim " + ids.format(claimId);
            return "Request " + ids.format(roundTrip) + cause;
        }
    }

    /**
     * The set is to have {@code wanted} slots. With {@code shed}, the pool has more slots than it may: held slots
     * beyond {@code wanted} are condemned.
     */
    record Resize(int wanted, boolean shed) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.resize(this, effects);
        }
    }

    /**
     * Every connection is to be replaced: held ones when they are released, the others now. {@code acknowledge} runs
     * when that is decided; it neither blocks nor throws.
     */
    record Evict(Runnable acknowledge) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.evict(this, effects);
        }
    }

    /** The credentials have changed. {@code acknowledge} runs when that is decided; it neither blocks nor throws. */
    record CredentialsChanged(Runnable acknowledge) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.credentialsChanged(this, effects);
        }
    }

    /** The backend's name, priority or weight changed. */
    record Renamed(Backend backend) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.renamed(this, effects);
        }
    }

    /**
     * Every slot is to go: held ones when they are released. {@code as} is DRAINED or REMOVED; {@code reason} completes
     * the log line.
     */
    record Drain(BackendHealth as, String reason, CloseReason closes) implements StatusMessage {
        /** The backend left the service. */
        static Drain removed(String reason) {
            return new Drain(BackendHealth.REMOVED, reason, CloseReason.BACKEND_REMOVED);
        }

        /** The pool closes. */
        static Drain closing() {
            return new Drain(BackendHealth.REMOVED, "the pool closes", CloseReason.POOL_CLOSED);
        }

        /** An operator takes the backend out of service. */
        static Drain drained() {
            return new Drain(BackendHealth.DRAINED, "an operator drains it", CloseReason.BACKEND_DRAINED);
        }

        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.drain(this, effects);
        }
    }

    /** An operator puts a drained backend back in service. */
    record Restore() implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.restore(this, effects);
        }
    }

    /**
     * Asks for nothing but {@code acknowledge}, which neither blocks nor throws. It runs when every message before this
     * one is decided.
     */
    record Acknowledge(Runnable acknowledge) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            acknowledge.run();
        }
    }

    /** A connect attempt succeeded. */
    record Connected(Slot slot, int attempt, Connection connection, OptionalInt pid) implements StatusMessage {
        /** Of a driver that tells no server process. */
        Connected(Slot slot, int attempt, Connection connection) {
            this(slot, attempt, connection, OptionalInt.empty());
        }

        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.connected(this, effects);
        }
    }

    /** A connect attempt failed. */
    record ConnectFailed(Slot slot, int attempt, Throwable error) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.connectFailed(this, effects);
        }
    }

    /** A connect attempt or check is past its deadline; {@code frames} say where it hangs, if known. */
    record AttemptExpired(Slot slot, int attempt, Optional<String> frames) implements StatusMessage {
        AttemptExpired(Slot slot, int attempt) {
            this(slot, attempt, Optional.empty());
        }

        /** The same with the frames in which the attempt hangs. */
        AttemptExpired withFrames(Optional<String> hangingFrames) {
            return new AttemptExpired(slot, attempt, hangingFrames);
        }

        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.attemptExpired(this, effects);
        }
    }

    /** The time of a slot's next connect attempt has come. */
    record ConnectDue(Slot slot, int attempt) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.connectDue(this, effects);
        }
    }

    /** A check ended; {@code error} is null if the connection is valid. */
    record CheckEnded(Slot slot, int attempt, @Nullable Throwable error) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.checkEnded(this, effects);
        }
    }

    /**
     * A holder gave up its connection. The slot is CONNECTING or RETIRED already. {@code isFirst} if the cause casts
     * doubt on the other connections, and the server had not failed since that connection was last known to work.
     */
    record SessionLost(Slot slot, DisconnectCause cause, boolean isFirst) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.sessionLost(this, effects);
        }
    }

    /** A session is closed, or counts no longer: another connection may take its place. */
    record SessionClosed() implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.sessionClosed(this, effects);
        }
    }

    /** A session is closed or its close hangs, and the server has not confirmed its end. */
    record SessionUnconfirmed(ClosingSession session) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.sessionUnconfirmed(this, effects);
        }
    }

    /** An abandoned attempt has ended, or counts no longer. Comes after the attempt's result. */
    record AttemptEnded(AbandonedAttempt abandoned) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.attemptEnded(this, effects);
        }
    }

    /** A holder retired its slot, which was condemned. */
    record SlotRetired(Slot slot) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.slotRetired(this, effects);
        }
    }

    /** A JDBC call takes suspiciously long: the server is to be probed. */
    record ServerSuspected() implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.serverSuspected(this, effects);
        }
    }

    /** A claim found a supposed primary read-only: the server is to be asked for its role. */
    record RoleDoubted() implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.roleDoubted(this, effects);
        }
    }

    /** A probe ended; {@code error} is null if the server answered. */
    record ProbeEnded(int attempt, @Nullable Throwable error) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.probeEnded(this, effects);
        }
    }

    /** A probe is past its deadline. A probe that no thread has sent yet says nothing of the server. */
    record ProbeExpired(int attempt, boolean sent) implements StatusMessage {
        @Override
        public void decide(SlotDecisions decisions, Collection<Effect> effects) {
            decisions.probeExpired(this, effects);
        }
    }
}
