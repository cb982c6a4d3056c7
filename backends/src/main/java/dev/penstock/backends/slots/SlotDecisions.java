package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.roles.BackendRole;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.sessions.CloseReason;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to the slots of one backend: one method for each type of {@link StatusMessage}. Used under the
 * lock of {@link SlotSetStateMachine}. A decision changes the slot set and adds effects, and nothing else.
 */
final class SlotDecisions {
    private final SlotSet set;
    private final SlotPolicy policy;
    private final Supplier<Slot> slotFactory;
    private final NanoClock clock;
    private final SlotRemoval removal;
    private final ServerHealth server;
    private final ConnectPace pace;
    private final DueWork dueWork;
    /** Whether the pool has more slots than it may: a slot that goes is then not replaced. */
    private boolean shedding;

    private long refusedAt;

    SlotDecisions(SlotSet set, SlotPolicy policy, Supplier<Slot> slotFactory, NanoClock clock) {
        this.set = set;
        this.policy = policy;
        this.slotFactory = slotFactory;
        this.clock = clock;
        this.removal = new SlotRemoval(set, clock);
        this.server = new ServerHealth(set, policy, clock, removal);
        this.pace = new ConnectPace(set, policy, clock);
        this.dueWork = new DueWork(set, policy, clock, removal, server, pace);
    }

    /** The last error. A full server stays an error even if an earlier attempt still succeeds. */
    Optional<String> lastError() {
        return server.lastError().or(pace::fullReason);
    }

    /** Decides on a message, then on the work that is due. */
    void decide(StatusMessage message, Collection<Effect> effects) {
        message.decide(this, effects);
        if (dueWork.run(effects)) {
            grow();
        }
        dueWork.connectDueSlots(effects);
        server.settle(effects);
    }

    /**
     * A fresh status task took over. Attempts whose effect was not carried out begin again; the others keep running.
     */
    void takeOver(Collection<Effect> effects) {
        server.takeOver();
        for (Slot slot : set.slots()) {
            if (slot.tracking.underWay && slot.tracking.begun != slot.tracking.attempt) {
                dueWork.begin(slot, effects);
            } else if (slot.tracking.underWay) {
                dueWork.expireLater(slot, effects);
            }
        }
    }

    void request(StatusMessage.Request request, Collection<Effect> effects) {
        if (request.claimId() != 0) {
            retryRefused(effects);
            pace.hastenRefused();
        }
        pace.allowTrialIfDue();
        server.probeIfDue(effects);
        askRole(effects);
    }

    void resize(StatusMessage.Resize resize, Collection<Effect> effects) {
        set.setWanted(set.health().outOfService() ? 0 : resize.wanted());
        shedding = resize.shed();
        removal.shrink(set.wanted(), resize.shed(), policy.idleTimeout(), effects);
        grow();
    }

    void evict(StatusMessage.Evict eviction, Collection<Effect> effects) {
        removal.replaceAll(effects);
        grow();
        eviction.acknowledge().run();
    }

    void credentialsChanged(StatusMessage.CredentialsChanged change, Collection<Effect> effects) {
        tryCredentials("the credentials have changed", effects);
        change.acknowledge().run();
    }

    void renamed(StatusMessage.Renamed renamed, Collection<Effect> effects) {
        set.rename(renamed.backend());
        effects.add(new Effect.PublishRename());
    }

    void drain(StatusMessage.Drain drain, Collection<Effect> effects) {
        set.setWanted(0);
        server.drain(drain.as(), drain.reason(), drain.closes(), effects);
    }

    void restore(StatusMessage.Restore restoration, Collection<Effect> effects) {
        server.restore(effects);
    }

    void connected(StatusMessage.Connected done, Collection<Effect> effects) {
        Slot slot = done.slot();
        if (!isCurrent(slot, done.attempt()) || slot.state() != SlotState.CONNECTING) {
            set.sessions().openedInVain();
            effects.add(new Effect.CloseSession(set.startClosing(done.connection())));
            return;
        }
        slot.tracking.underWay = false;
        if (slot.tracking.outdated) {
            slot.tracking.dueAt = clock.nanoTime();
            set.sessions().openedInVain();
            effects.add(new Effect.CloseSession(set.startClosing(done.connection())));
            return;
        }
        slot.tracking.failures = 0;
        slot.tracking.abortRequested = false;
        slot.tracking.lifetimeCut = policy.lifetimeCut();
        slot.tracking.pid = done.pid();
        slot.connected(done.connection(), clock.nanoTime());
        effects.add(new Effect.OfferSlot(slot));
        server.connected(effects);
        pace.connected();
        grow();
    }

    void connectFailed(StatusMessage.ConnectFailed failure, Collection<Effect> effects) {
        if (isCurrent(failure.slot(), failure.attempt())) {
            server.attemptFailed(failure, effects);
            connectFailed(failure.slot(), failure.error(), effects);
        }
    }

    void attemptExpired(StatusMessage.AttemptExpired expired, Collection<Effect> effects) {
        Slot slot = expired.slot();
        if (!isCurrent(slot, expired.attempt())) {
            return;
        }
        removal.abandon(slot, effects);
        if (slot.state() == SlotState.CONNECTING) {
            Duration limit = policy.connectTimeout();
            connectFailed(slot, ServerErrors.timeout("connect attempt", limit, expired.frames()), effects);
        } else {
            checkEnded(slot, ServerErrors.timeout("check", policy.checkTimeout(), expired.frames()), effects);
        }
    }

    void connectDue(StatusMessage.ConnectDue due, Collection<Effect> effects) {
        SlotTracking tracking = due.slot().tracking;
        if (tracking.attempt == due.attempt() && !tracking.underWay) {
            tracking.dueAt = clock.nanoTime();
        }
    }

    void checkEnded(StatusMessage.CheckEnded check, Collection<Effect> effects) {
        if (isCurrent(check.slot(), check.attempt())) {
            checkEnded(check.slot(), check.error(), effects);
        }
    }

    void sessionLost(StatusMessage.SessionLost lost, Collection<Effect> effects) {
        server.sessionLost(lost, effects);
    }

    /** Decides nothing itself: the due work uses the room that the session leaves. */
    void sessionClosed(StatusMessage.SessionClosed closed, Collection<Effect> effects) {}

    void sessionUnconfirmed(StatusMessage.SessionUnconfirmed unconfirmed, Collection<Effect> effects) {
        server.sessionUnconfirmed(unconfirmed.session()::end, effects);
    }

    void attemptEnded(StatusMessage.AttemptEnded ended, Collection<Effect> effects) {
        server.attemptEnded(ended.abandoned(), effects);
    }

    void slotRetired(StatusMessage.SlotRetired retired, Collection<Effect> effects) {
        removal.forgetRetired(effects);
        grow();
    }

    void serverSuspected(StatusMessage.ServerSuspected suspicion, Collection<Effect> effects) {
        server.suspect(effects);
    }

    void roleDoubted(StatusMessage.RoleDoubted doubt, Collection<Effect> effects) {
        askRole(effects);
    }

    void probeEnded(StatusMessage.ProbeEnded probe, Collection<Effect> effects) {
        probeEnded(probe.attempt(), probe.error(), effects);
    }

    void probeExpired(StatusMessage.ProbeExpired expired, Collection<Effect> effects) {
        if (expired.sent()) {
            Throwable error = ServerErrors.timeout("probe", policy.probeTimeout(), Optional.empty());
            probeEnded(expired.attempt(), error, effects);
        } else {
            server.probeNotSent(expired.attempt(), effects);
        }
    }

    private void probeEnded(int attempt, @Nullable Throwable error, Collection<Effect> effects) {
        if (server.probeEnded(attempt, error, effects)) {
            grow();
        }
    }

    /** Adds the missing slots. An unproven backend gets one connecting slot, and the others once that has connected. */
    private void grow() {
        if (shedding) {
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

    private static boolean isCurrent(Slot slot, int attempt) {
        return slot.tracking.underWay && slot.tracking.attempt == attempt;
    }

    /**
     * If the role is due, checks a free slot, which asks the server for its role. If every slot is held and no
     * primary is known, one held slot is replaced on release, because a new connection asks for the role, too.
     */
    private void askRole(Collection<Effect> effects) {
        BackendRole role = set.role();
        if (set.health().outOfService() || !role.isQueryDue(clock.nanoTime(), policy.roleInterval())) {
            return;
        }
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CHECKING) {
                return;
            }
        }
        for (Slot slot : set.slots()) {
            if (!slot.condemned() && slot.tryCheck()) {
                dueWork.begin(slot, effects);
                return;
            }
        }
        if (role.tryPermitReplacement(clock.nanoTime(), policy.roleInterval())) {
            removal.replaceOneHeld();
        }
    }

    private void connectFailed(Slot slot, Throwable error, Collection<Effect> effects) {
        slot.tracking.underWay = false;
        slot.tracking.failures++;
        server.setLastError(ServerErrors.describe(error), error);
        if (ServerErrors.refusesCredentials(error)) {
            credentialsRefused(error, effects);
            return;
        }
        SlotCounts counts = set.counts();
        int live = counts.total() - counts.connecting();
        if (ServerErrors.isServerFull(error) && live > 0) {
            serverFull(live, ServerErrors.describe(error), effects);
            return;
        }
        Duration delay = policy.backoff(slot.tracking.failures);
        slot.tracking.attempt++;
        slot.tracking.dueAt = clock.nanoTime() + delay.toNanos();
        effects.add(new Effect.AwaitBackoff(slot, slot.tracking.attempt, delay));
        server.connectFailed(error, "in " + delay.toMillis() + " ms", effects);
        if (set.health() == BackendHealth.OFFLINE) {
            pace.forgetServerFull();
        }
    }

    /** Retires the connecting slots, except those whose attempts are under way. */
    private void serverFull(int live, String reason, Collection<Effect> effects) {
        pace.markServerFull(live, reason, effects);
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CONNECTING && !slot.tracking.underWay) {
                removal.retire(slot, SlotState.CONNECTING, CloseReason.UNUSED, effects);
            }
        }
    }

    private void credentialsRefused(Throwable error, Collection<Effect> effects) {
        refusedAt = clock.nanoTime();
        String reason = ServerErrors.describeRefusal(error);
        server.setLastError(reason, error);
        server.credentialsRefused(reason, effects);
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CONNECTING) {
                removal.retire(slot, SlotState.CONNECTING, CloseReason.UNUSED, effects);
            }
        }
    }

    /** Tries refused credentials again for a waiting claim, once in {@link SlotPolicy#REFUSED_RETRY}. */
    private void retryRefused(Collection<Effect> effects) {
        if (clock.nanoTime() - refusedAt >= SlotPolicy.REFUSED_RETRY.toNanos()) {
            tryCredentials("a claim waits; trying the credentials once more", effects);
        }
    }

    private void tryCredentials(String reason, Collection<Effect> effects) {
        if (set.health() == BackendHealth.REFUSED) {
            server.tryCredentialsAgain(reason, effects);
            grow();
        }
    }

    private void checkEnded(Slot slot, @Nullable Throwable error, Collection<Effect> effects) {
        slot.tracking.underWay = false;
        if (error == null) {
            slot.markProven(clock.nanoTime());
            slot.endCheck();
            effects.add(new Effect.OfferSlot(slot));
            return;
        }
        server.checkFailed(slot, error, effects);
        removal.reconnect(slot, CloseReason.CHECK_FAILED, effects);
    }
}
