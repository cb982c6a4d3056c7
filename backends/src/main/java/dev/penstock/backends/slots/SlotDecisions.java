package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to the slots of one backend. Guarded by the tender's lock, as all it keeps; does nothing but
 * change the slot set and add effects.
 *
 * <p>A few slots at a time connect, are checked or are replaced for their age: what is under way has a thread at
 * once, so that its deadline is that of the work and not of a queue, and most free slots stay within the claimants'
 * reach.
 */
final class SlotDecisions {
    /** How many slots of one backend connect, and how many are checked, at once. */
    static final int AT_ONCE = BackendThreads.CONNECT_THREADS;

    private static final int MOST_FREE_STAY = 4;

    private final SlotSet set;
    private final SlotPolicy life;
    private final Supplier<Slot> slotFactory;
    private final NanoClock clock;
    private final SlotRemoval exits;
    private final ServerHealth server;
    private final ConnectPace pace;
    /** The pool has more slots than it may, so that one that goes is not replaced. */
    private boolean overfull;

    private long refusedAt;

    SlotDecisions(SlotSet set, SlotPolicy life, Supplier<Slot> slotFactory, NanoClock clock) {
        this.set = set;
        this.life = life;
        this.slotFactory = slotFactory;
        this.clock = clock;
        this.exits = new SlotRemoval(set, clock);
        this.server = new ServerHealth(set, life, clock, exits);
        this.pace = new ConnectPace(set, life, clock);
    }

    /** What went wrong last; a server that is full stays so though an attempt of before still succeeds. */
    Optional<String> lastError() {
        return server.lastError().or(pace::reason);
    }

    void decide(StatusMessage message, Collection<Effect> effects) {
        if (message instanceof StatusMessage.Request request) {
            if (request.claimId() != 0) {
                retryRefused(effects);
            }
            pace.asked();
            server.asked(effects);
            askRole(effects);
        } else if (message instanceof StatusMessage.Resize resize) {
            set.setWanted(isLeaving() ? 0 : resize.wanted());
            overfull = resize.shed();
            exits.shrink(set.wanted(), resize.shed(), effects);
            grow();
        } else if (message instanceof StatusMessage.SessionLost broken) {
            server.lost(broken, effects);
        } else if (message instanceof StatusMessage.SlotRetired) {
            exits.forgetRetired(effects);
            grow();
        } else if (message instanceof StatusMessage.Evict eviction) {
            exits.evict(effects);
            grow();
            eviction.heard().run();
        } else if (message instanceof StatusMessage.CredentialsChanged change) {
            tryCredentials("the credentials have changed", effects);
            change.heard().run();
        } else if (message instanceof StatusMessage.Renamed renamed) {
            set.rename(renamed.later());
            effects.add(new Effect.PublishRename());
        } else if (message instanceof StatusMessage.Restore) {
            server.restore(effects);
        } else if (message instanceof StatusMessage.Drain leave) {
            set.setWanted(0);
            server.leave(leave.as(), leave.reason(), effects);
        } else {
            decideOnResult(message, effects);
        }
        seeToWhatIsDue(effects);
        server.settle(effects);
    }

    private boolean isLeaving() {
        return set.health() == BackendHealth.REMOVED || set.health() == BackendHealth.DRAINED;
    }

    private void decideOnResult(StatusMessage message, Collection<Effect> effects) {
        if (message instanceof StatusMessage.Connected done) {
            connected(done, effects);
        } else if (message instanceof StatusMessage.ConnectFailed failure) {
            if (isCurrent(failure.slot(), failure.attempt())) {
                connectFailed(failure.slot(), failure.error(), effects);
            }
        } else if (message instanceof StatusMessage.ConnectDue due) {
            if (due.slot().tracking.attempt == due.attempt() && !due.slot().tracking.underWay) {
                due.slot().tracking.dueAt = clock.nanoTime();
            }
        } else if (message instanceof StatusMessage.AttemptExpired expired) {
            expired(expired, effects);
        } else if (message instanceof StatusMessage.CheckEnded checked) {
            if (isCurrent(checked.slot(), checked.attempt())) {
                checked(checked.slot(), checked.error(), effects);
            }
        } else if (message instanceof StatusMessage.ServerSuspected) {
            server.suspected(effects);
        } else if (message instanceof StatusMessage.RoleDoubted) {
            askRole(effects);
        } else if (message instanceof StatusMessage.AttemptEnded ended) {
            ended.straggler().end();
            effects.add(new Effect.ReportRoom());
        } else if (message instanceof StatusMessage.ProbeEnded probed) {
            probed(probed.attempt(), probed.error(), effects);
        } else if (message instanceof StatusMessage.ProbeExpired expired) {
            probeExpired(expired, effects);
        }
    }

    /**
     * A fresh task begins: attempts whose effect was not carried out begin anew, the others get their deadline again.
     */
    void renew(Collection<Effect> effects) {
        server.renew();
        for (Slot slot : set.slots()) {
            if (slot.tracking.underWay && slot.tracking.begun != slot.tracking.attempt) {
                begin(slot, effects);
            } else if (slot.tracking.underWay) {
                expireLater(slot, effects);
            }
        }
    }

    private void seeToWhatIsDue(Collection<Effect> effects) {
        long now = clock.nanoTime();
        Slot[] slots = set.slots();
        int few = Math.min(AT_ONCE, Math.max(1, slots.length / MOST_FREE_STAY));
        int connecting = 0;
        int checking = 0;
        for (Slot slot : slots) {
            connecting += slot.state() == SlotState.CONNECTING ? 1 : 0;
            checking += slot.state() == SlotState.CHECKING ? 1 : 0;
        }
        for (Slot slot : slots) {
            if (slot.state() == SlotState.RETIRED) {
                exits.forget(slot, effects);
            } else if (slot.condemned() && slot.tryCheck()) {
                exits.retire(slot, SlotState.CHECKING, effects);
            } else if (connecting < few && life.isOld(slot, now) && slot.tryCheck()) {
                exits.reconnect(slot, effects);
                connecting++;
            } else if (checking < few && isToBeChecked(slot, now) && slot.tryCheck()) {
                begin(slot, effects);
                checking++;
            }
        }
        connectWhatIsDue(now, effects);
    }

    private boolean isToBeChecked(Slot slot, long now) {
        return life.isUnused(slot, now) || (slot.state() == SlotState.UNCLAIMED && set.failedAfter(slot.provenAt()));
    }

    private void connectWhatIsDue(long now, Collection<Effect> effects) {
        int room = server.proven() ? AT_ONCE : 1;
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
                if (isLeaving() || set.health() == BackendHealth.REFUSED) {
                    exits.retire(slot, SlotState.CONNECTING, effects);
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

    /** A backend that has not proved itself gets one connecting slot, the others once that has succeeded. */
    private void grow() {
        if (overfull) {
            return;
        }
        int most = Math.min(set.wanted(), set.ceiling());
        boolean connecting = set.counts().connecting() > 0;
        while (set.slots().length < most && set.health() != BackendHealth.REFUSED && (server.proven() || !connecting)) {
            Slot slot = slotFactory.get();
            slot.tracking.dueAt = clock.nanoTime();
            set.add(slot);
            connecting = true;
        }
    }

    /** Begins an attempt or check of the slot under a new number; what an older one brings is refused. */
    private void begin(Slot slot, Collection<Effect> effects) {
        int attempt = ++slot.tracking.attempt;
        slot.tracking.underWay = true;
        slot.tracking.outdated = false;
        effects.add(
                slot.state() == SlotState.CHECKING
                        ? new Effect.Check(slot, attempt, slot.connection())
                        : new Effect.Connect(slot, attempt));
        expireLater(slot, effects);
    }

    private void expireLater(Slot slot, Collection<Effect> effects) {
        Duration limit = slot.state() == SlotState.CHECKING ? life.checkTimeout() : life.connectTimeout();
        effects.add(new Effect.SendLater(new StatusMessage.AttemptExpired(slot, slot.tracking.attempt), limit));
    }

    /**
     * Has a free slot checked, which asks the server for its role, where that is due. Where all are held while no
     * primary is known, one is replaced when it comes back: a new connection asks, too.
     */
    private void askRole(Collection<Effect> effects) {
        if (isLeaving() || !set.role().isToBeAsked(clock.nanoTime(), life.roleInterval())) {
            return;
        }
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CHECKING) {
                return;
            }
        }
        for (Slot slot : set.slots()) {
            if (!slot.condemned() && slot.tryCheck()) {
                begin(slot, effects);
                return;
            }
        }
        if (set.role().isUrgent(clock.nanoTime(), life.roleInterval())) {
            exits.replaceOneHeld();
        }
    }

    private boolean isCurrent(Slot slot, int attempt) {
        return slot.tracking.underWay && slot.tracking.attempt == attempt;
    }

    private void connected(StatusMessage.Connected done, Collection<Effect> effects) {
        Slot slot = done.slot();
        if (!isCurrent(slot, done.attempt()) || slot.state() != SlotState.CONNECTING) {
            effects.add(new Effect.CloseSession(set.startClosing(done.connection())));
            return;
        }
        slot.tracking.underWay = false;
        if (slot.tracking.outdated) {
            slot.tracking.dueAt = clock.nanoTime();
            effects.add(new Effect.CloseSession(set.startClosing(done.connection())));
            return;
        }
        slot.tracking.failures = 0;
        slot.tracking.aborted = false;
        slot.tracking.lifetimeCut = life.lifetimeCut();
        slot.connected(done.connection(), clock.nanoTime());
        effects.add(new Effect.OfferSlot(slot));
        server.connected(effects);
        pace.connected();
        grow();
    }

    private void connectFailed(Slot slot, Throwable error, Collection<Effect> effects) {
        slot.tracking.underWay = false;
        slot.tracking.failures++;
        server.note(SlotPolicy.describe(error));
        if (SlotPolicy.refusesCredentials(error)) {
            refused(SlotPolicy.refusal(error), effects);
            return;
        }
        SlotCounts counts = set.counts();
        int live = counts.total() - counts.connecting();
        if (SlotPolicy.isCrowded(error) && live > 0) {
            crowded(live, SlotPolicy.describe(error), effects);
            return;
        }
        Duration delay = life.backoff(slot.tracking.failures);
        slot.tracking.attempt++;
        slot.tracking.dueAt = clock.nanoTime() + delay.toNanos();
        effects.add(new Effect.AwaitBackoff(slot, slot.tracking.attempt, delay));
        server.connectFailed(error, "in " + delay.toMillis() + " ms", effects);
        if (set.health() == BackendHealth.OFFLINE) {
            pace.forget();
        }
    }

    /** The slots that connect are given up, but for those whose attempts are under way. */
    private void crowded(int live, String reason, Collection<Effect> effects) {
        pace.crowded(live, reason, effects);
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CONNECTING && !slot.tracking.underWay) {
                exits.retire(slot, SlotState.CONNECTING, effects);
            }
        }
    }

    private void refused(String reason, Collection<Effect> effects) {
        refusedAt = clock.nanoTime();
        server.note(reason);
        server.refused(reason, effects);
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CONNECTING) {
                exits.retire(slot, SlotState.CONNECTING, effects);
            }
        }
    }

    /** Credentials that were refused are tried again for a claim, once in {@link SlotPolicy#REFUSED_RETRY}. */
    private void retryRefused(Collection<Effect> effects) {
        if (clock.nanoTime() - refusedAt >= SlotPolicy.REFUSED_RETRY.toNanos()) {
            tryCredentials("a claim waits; trying the credentials once more", effects);
        }
    }

    private void tryCredentials(String reason, Collection<Effect> effects) {
        if (set.health() == BackendHealth.REFUSED) {
            server.tryAgain(reason, effects);
            grow();
        }
    }

    private void expired(StatusMessage.AttemptExpired expired, Collection<Effect> effects) {
        Slot slot = expired.slot();
        if (!isCurrent(slot, expired.attempt())) {
            return;
        }
        exits.giveUp(slot, effects);
        if (slot.state() == SlotState.CONNECTING) {
            connectFailed(slot, SlotPolicy.timeout("connect attempt", life.connectTimeout(), expired.where()), effects);
        } else {
            checked(slot, SlotPolicy.timeout("check", life.checkTimeout(), expired.where()), effects);
        }
    }

    private void checked(Slot slot, @Nullable Throwable error, Collection<Effect> effects) {
        slot.tracking.underWay = false;
        if (error == null) {
            long now = clock.nanoTime();
            slot.markProven(now);
            slot.free(SlotState.CHECKING, now);
            effects.add(new Effect.OfferSlot(slot));
            return;
        }
        server.checkFailed(slot, error, effects);
        exits.reconnect(slot, effects);
    }

    private void probeExpired(StatusMessage.ProbeExpired expired, Collection<Effect> effects) {
        if (expired.sent()) {
            probed(expired.attempt(), SlotPolicy.timeout("probe", life.probeTimeout(), Optional.empty()), effects);
        } else {
            server.notProbed(expired.attempt(), effects);
        }
    }

    private void probed(int attempt, @Nullable Throwable error, Collection<Effect> effects) {
        if (server.probed(attempt, error, effects)) {
            grow();
        }
    }
}
