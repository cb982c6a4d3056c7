package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.sessions.CloseReason;
import java.time.Duration;
import java.util.Collection;

/**
 * The work of one backend's slots whose time has come; runs after the decision on each message. Used under the lock of
 * {@link SlotSetStateMachine}.
 *
 * <p>Only a few slots at a time connect, are checked or are replaced for their age. Each attempt therefore gets a
 * thread at once, and its deadline covers work and no queue. Most free slots stay claimable.
 */
final class DueWork {
    /** The most connect attempts of one backend at once, and the most checks. */
    private static final int MAX_CONCURRENT = BackendThreads.CONNECT_THREADS;

    /** The part of the slots that may be checked or replaced for its age at once: one in this number. */
    private static final int SLOTS_PER_CHECK = 4;

    /**
     * For how long a held slot past its lifetime counts as being replaced. A claim that holds its slot for longer does
     * not keep other slots from being replaced.
     */
    private static final long EXPECTED_HOLD_NANOS = 1_000_000_000;

    private final SlotSet set;
    private final SlotPolicy policy;
    private final NanoClock clock;
    private final SlotRemoval removal;
    private final ServerHealth server;
    private final ConnectPace pace;

    DueWork(
            SlotSet set,
            SlotPolicy policy,
            NanoClock clock,
            SlotRemoval removal,
            ServerHealth server,
            ConnectPace pace) {
        this.set = set;
        this.policy = policy;
        this.clock = clock;
        this.removal = removal;
        this.server = server;
        this.pace = pace;
    }

    /**
     * Removes, replaces and checks the slots whose time has come. Returns whether a slot that its holder could have
     * retired was retired, so that another takes its place.
     */
    boolean run(Collection<Effect> effects) {
        long now = clock.nanoTime();
        Slot[] slots = set.slots();
        int limit = Math.min(MAX_CONCURRENT, Math.max(1, slots.length / SLOTS_PER_CHECK));
        int replacing = 0;
        int checking = 0;
        for (Slot slot : slots) {
            replacing += slot.state() == SlotState.CONNECTING || isExpiring(slot, now) ? 1 : 0;
            checking += slot.state() == SlotState.CHECKING ? 1 : 0;
        }
        boolean retired = false;
        for (Slot slot : slots) {
            if (slot.state() == SlotState.RETIRED) {
                removal.forget(slot, effects);
            } else if (slot.condemned()) {
                retired |= removal.retireIfFree(slot, effects);
            } else if (replacing < limit && policy.isPastLifetime(slot, now)) {
                replace(slot, now, effects);
                replacing++;
            } else if (checking < limit && needsCheck(slot, now) && slot.tryCheck()) {
                begin(slot, effects);
                checking++;
            }
        }
        return retired;
    }

    /** Whether the slot is held, and is replaced soon because its connection is past its lifetime. */
    private static boolean isExpiring(Slot slot, long now) {
        return slot.tracking.expired && now - slot.tracking.expiredAt < EXPECTED_HOLD_NANOS;
    }

    /**
     * Replaces a connection past its lifetime: a free one now, a held one when its claim returns it. A slot that goes
     * from claim to claim is never seen free; therefore a held one is condemned.
     */
    private void replace(Slot slot, long now, Collection<Effect> effects) {
        if (slot.tryCheck()) {
            removal.reconnect(slot, CloseReason.LIFETIME, effects);
        } else {
            slot.condemn(CloseReason.LIFETIME);
            slot.tracking.expired = true;
            slot.tracking.expiredAt = now;
        }
    }

    private boolean needsCheck(Slot slot, long now) {
        return policy.needsKeepalive(slot, now)
                || (slot.state() == SlotState.UNCLAIMED && (slot.doubted() || set.failedAfter(slot.provenAt())));
    }

    /** Connects the slots whose time has come. */
    void connectDueSlots(Collection<Effect> effects) {
        long now = clock.nanoTime();
        int room = server.proven() ? MAX_CONCURRENT : 1;
        int sessions = set.closingSessions();
        int attempts = 0;
        for (Slot slot : set.slots()) {
            boolean connecting = slot.state() == SlotState.CONNECTING;
            room -= connecting && (slot.tracking.underWay || slot.tracking.hasPermit) ? 1 : 0;
            sessions += connecting && !slot.tracking.underWay ? 0 : 1;
            attempts += connecting && slot.tracking.underWay ? 1 : 0;
        }
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CONNECTING && !slot.tracking.underWay) {
                if (set.health().outOfService() || set.health() == BackendHealth.REFUSED) {
                    removal.retire(slot, SlotState.CONNECTING, CloseReason.UNUSED, effects);
                } else if (slot.tracking.dueAt - now <= 0 && sessions >= set.wanted()) {
                    slot.tracking.hasPermit = false;
                } else if (slot.tracking.dueAt - now <= 0 && (room > 0 || slot.tracking.hasPermit)) {
                    room -= slot.tracking.hasPermit ? 0 : 1;
                    if (pace.permits(slot, effects)) {
                        begin(slot, effects);
                        sessions++;
                        attempts++;
                    }
                }
            }
        }
        set.setConnectAttempts(attempts);
    }

    /** Begins an attempt or check of the slot under a new number. The result of an older one is refused. */
    void begin(Slot slot, Collection<Effect> effects) {
        int attempt = ++slot.tracking.attempt;
        slot.tracking.underWay = true;
        slot.tracking.reachable = server.proven();
        slot.tracking.outdated = false;
        effects.add(
                slot.state() == SlotState.CHECKING
                        ? new Effect.Check(slot, attempt, slot.connection())
                        : new Effect.Connect(slot, attempt));
        expireLater(slot, effects);
    }

    /** Lets the attempt or check under way expire at its deadline. */
    void expireLater(Slot slot, Collection<Effect> effects) {
        Duration limit = slot.state() == SlotState.CHECKING ? policy.checkTimeout() : policy.connectTimeout();
        effects.add(new Effect.PostLater(new StatusMessage.AttemptExpired(slot, slot.tracking.attempt), limit));
    }
}
