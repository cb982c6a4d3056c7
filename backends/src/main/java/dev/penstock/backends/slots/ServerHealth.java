package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.sessions.CloseReason;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The health of one backend's server, and what follows from it for the slots. Used under the lock of
 * {@link SlotSetStateMachine}.
 *
 * <p>The end of one session is not the end of the server. If the server or the network ended a connection, the others
 * are doubted: each is checked before its next use, and replaced only if its own check fails. A dead connection fails
 * its check at once.
 *
 * <p>Silence is different. If a check got no answer, every older free connection is replaced, because the check of each
 * would last its whole timeout.
 */
final class ServerHealth {
    /** Unanswered probes in a row after which a server counts as dead. A single one may only be late. */
    static final int DEAD_AFTER = 2;

    private static final String OTHERS_CHECKED = "; the other connections are checked before their next use";
    private static final String OTHERS_REPLACED = "; the other free connections are replaced";

    private final SlotSet set;
    private final SlotPolicy policy;
    private final NanoClock clock;
    private final SlotRemoval removal;
    private final ProbeTracker probes;
    private final UnconfirmedSessions unconfirmed;
    private int unansweredProbes;
    /** Whether the last failed attempt said that the server starts, recovers or stops. */
    private boolean notAccepting;

    private long notAcceptingAt;
    private boolean proven;
    private @Nullable String lastError;

    ServerHealth(SlotSet set, SlotPolicy policy, NanoClock clock, SlotRemoval removal) {
        this.set = set;
        this.policy = policy;
        this.clock = clock;
        this.removal = removal;
        this.probes = new ProbeTracker(policy, clock);
        this.unconfirmed = new UnconfirmedSessions(clock);
    }

    Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    /**
     * Whether a connect attempt has succeeded since the server was last in doubt. Until then one slot at a time tries.
     */
    boolean proven() {
        return proven;
    }

    void setLastError(String text, Throwable error) {
        lastError = text;
        set.setLastFailure(error);
    }

    /** A fresh status task took over: the probe under way belongs to the old task and no longer counts. */
    void takeOver() {
        probes.forget();
    }

    /** Sends the probe that is due at a status request. */
    void probeIfDue(Collection<Effect> effects) {
        SlotCounts counts = set.counts();
        boolean offline = set.health() == BackendHealth.OFFLINE;
        boolean inDoubt = offline && (counts.connecting() == 0 || (policy.abortsOnLoss() && counts.held() > 0));
        if (unconfirmed.endExpired()) {
            effects.add(new Effect.AnnounceRoom());
        }
        if (inDoubt
                || !unconfirmed.isEmpty()
                || (policy.probeInterval() > 0 && probes.isOlderThan(policy.probeInterval()))) {
            probe(effects);
        }
    }

    /** A session counts on until {@code end} runs: when the server answers, or at once if it is out of service. */
    void sessionUnconfirmed(Runnable end, Collection<Effect> effects) {
        unconfirmed.add(end);
        if (set.health().outOfService()) {
            endUnconfirmed(effects);
        } else {
            probe(effects);
        }
    }

    /** An abandoned attempt has ended. It counts on if the server may have a session for it. */
    void attemptEnded(AbandonedAttempt attempt, Collection<Effect> effects) {
        if (!attempt.tryReport()) {
            return;
        }
        if (attempt.reachable()) {
            sessionUnconfirmed(attempt::end, effects);
        } else {
            attempt.end();
            effects.add(new Effect.AnnounceRoom());
        }
    }

    /** An attempt failed: the server has answered, or may have a session although the driver waited in vain. */
    void attemptFailed(StatusMessage.ConnectFailed failure, Collection<Effect> effects) {
        if (ServerErrors.isAnswer(failure.error())) {
            endUnconfirmed(effects);
        } else if (failure.slot().tracking.reachable && ServerErrors.isTimeout(failure.error())) {
            attemptEnded(set.abandonAttempt(true), effects);
        }
    }

    /** The server answers. Therefore it has learnt of the end of each session that was closed before. */
    private void endUnconfirmed(Collection<Effect> effects) {
        if (unconfirmed.endAll()) {
            effects.add(new Effect.AnnounceRoom());
        }
    }

    /** Probes the server because a JDBC call takes suspiciously long. */
    void suspect(Collection<Effect> effects) {
        if (!probes.answeredLately()) {
            probe(effects);
        }
    }

    private void probe(Collection<Effect> effects) {
        if (!set.health().outOfService()) {
            probes.send(set.hasSlots(), effects);
        }
    }

    /**
     * A probe ended. Returns whether the backend is back and may grow.
     *
     * <p>A server that starts or stops answers probes, too. It is back as soon as a slot has connected. If claims hold
     * every slot, no slot can try: the backend then gets its share again after the longest backoff.
     *
     * <p>An answer to an outdated probe still proves that the server is not dead.
     */
    boolean probeEnded(int attempt, @Nullable Throwable error, Collection<Effect> effects) {
        if (error == null) {
            unansweredProbes = 0;
            removal.forgetAborts();
        }
        if (error == null || ServerErrors.isAnswer(error)) {
            endUnconfirmed(effects);
        }
        if (!probes.isCurrent(attempt)) {
            return false;
        }
        probes.end(error == null);
        if (error != null) {
            unansweredProbes++;
            String reason = ServerErrors.describe(error);
            setLastError(reason, error);
            moveOffline(reason, effects);
            abortIfDead(effects);
            return false;
        }
        boolean back = set.health() == BackendHealth.OFFLINE && set.counts().connecting() == 0;
        if (back && !stillNotAccepting()) {
            moveInService(BackendHealth.ONLINE, "answers probes again", effects);
        }
        return back;
    }

    /** A probe expired before a thread sent it: another probe takes its place. */
    void probeNotSent(int attempt, Collection<Effect> effects) {
        if (probes.isCurrent(attempt)) {
            probes.forget();
            probe(effects);
        }
    }

    /** Whether the server still counts as starting or stopping: no longer than the longest backoff. */
    private boolean stillNotAccepting() {
        return notAccepting
                && clock.nanoTime() - notAcceptingAt < policy.maxBackoff().toNanos();
    }

    private void abortIfDead(Collection<Effect> effects) {
        if (!policy.abortsOnLoss() || set.counts().held() == 0) {
            return;
        }
        if (unansweredProbes < DEAD_AFTER) {
            probe(effects);
        } else {
            removal.abortHeld(effects);
        }
    }

    /** A connect attempt succeeded. */
    void connected(Collection<Effect> effects) {
        notAccepting = false;
        noteRefusal(false, effects);
        proven = true;
        unansweredProbes = 0;
        endUnconfirmed(effects);
        moveInService(BackendHealth.ONLINE, "connected", effects);
    }

    /** A connect attempt failed. Its slot waits for {@code next}, the time of the next attempt as logged. */
    void connectFailed(Throwable error, String next, Collection<Effect> effects) {
        String reason = ServerErrors.describe(error);
        notAccepting = ServerErrors.isNotAccepting(error);
        notAcceptingAt = clock.nanoTime();
        SlotCounts counts = set.counts();
        boolean hasNone = counts.total() == counts.connecting();
        noteRefusal(hasNone && ServerErrors.isPermanentRefusal(error), effects);
        String text = "connect failed, next attempt " + next + ": " + reason;
        if (hasNone || notAccepting) {
            moveOffline(reason, effects);
            effects.add(new Effect.RecordEvent(text));
        } else {
            effects.add(new Effect.LogWarning(text));
            probe(effects);
        }
    }

    /** Publishes a change, because claims that wait are in vain while the server refuses sessions. */
    private void noteRefusal(boolean refuses, Collection<Effect> effects) {
        if (set.setRefusesSessions(refuses)) {
            effects.add(new Effect.PublishHealth());
        }
    }

    /** The server refused the credentials. */
    void credentialsRefused(String reason, Collection<Effect> effects) {
        proven = false;
        moveInService(BackendHealth.REFUSED, reason, effects);
    }

    /** A check found the connection of a slot dead. The slot is still CHECKING. */
    void checkFailed(Slot slot, Throwable error, Collection<Effect> effects) {
        setLastError(ServerErrors.describe(error), error);
        boolean silent = ServerErrors.isTimeout(error);
        if (!set.failedSince(slot)) {
            set.failedAt(clock.nanoTime());
            String others = silent ? OTHERS_REPLACED : OTHERS_CHECKED;
            effects.add(new Effect.LogWarning("check failed, connecting again: " + lastError + others));
        }
        if (silent) {
            removal.replaceUnprovenFree(effects);
        }
        probe(effects);
    }

    /** A holder lost its connection. Of the connections that one failure ended, only the first is logged. */
    void sessionLost(StatusMessage.SessionLost lost, Collection<Effect> effects) {
        DisconnectCause cause = lost.cause();
        boolean silent = cause.blame() == DisconnectCause.Blame.SILENCE;
        if (lost.isFirst()) {
            String others = silent ? OTHERS_REPLACED : OTHERS_CHECKED;
            effects.add(new Effect.LogWarning("connection lost: " + cause.reason() + others));
        } else if (!cause.castsDoubt()) {
            effects.add(new Effect.LogWarning("connection lost: " + cause.reason()));
        }
        if (cause.blame() == DisconnectCause.Blame.CLIENT) {
            return;
        }
        lastError = cause.reason();
        if (silent) {
            removal.replaceUnprovenFree(effects);
        }
        probe(effects);
    }

    private void moveOffline(String reason, Collection<Effect> effects) {
        proven = false;
        if (!set.health().eligible()) {
            return;
        }
        set.failedAt(clock.nanoTime());
        set.role().markDoubtful(clock.nanoTime());
        moveInService(BackendHealth.OFFLINE, reason, effects);
        removal.retireFree(effects);
    }

    /** Takes the backend out of service, as {@link BackendHealth#DRAINED} or {@link BackendHealth#REMOVED}. */
    void drain(BackendHealth as, String reason, CloseReason why, Collection<Effect> effects) {
        if (!set.health().outOfService() || set.health().canBecome(as)) {
            move(as, reason, effects);
        }
        removal.retireAll(why, effects);
        endUnconfirmed(effects);
    }

    /** Puts a drained backend back in service, as if it were new. */
    void restore(Collection<Effect> effects) {
        if (set.health() == BackendHealth.DRAINED) {
            proven = false;
            move(BackendHealth.CONNECTING, "it is restored", effects);
        }
    }

    /** Lets a backend that refused the credentials connect again. */
    void tryCredentialsAgain(String reason, Collection<Effect> effects) {
        moveInService(BackendHealth.CONNECTING, reason, effects);
    }

    /** If no slot is left to connect, the existing connections show that the server is online. */
    void settle(Collection<Effect> effects) {
        if (set.health() != BackendHealth.CONNECTING) {
            return;
        }
        boolean any = false;
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CONNECTING) {
                return;
            }
            any |= set.wanted() > 0 || !slot.condemned();
        }
        if (any) {
            moveInService(BackendHealth.ONLINE, "has connections, and wants no more", effects);
        }
    }

    /** Late results of a backend that is out of service move nothing. */
    private void moveInService(BackendHealth to, String reason, Collection<Effect> effects) {
        if (!set.health().outOfService()) {
            move(to, reason, effects);
        }
    }

    private void move(BackendHealth to, String reason, Collection<Effect> effects) {
        BackendHealth from = set.health();
        if (to == BackendHealth.ONLINE) {
            lastError = null;
            set.setLastFailure(null);
            removal.forgetAborts();
        }
        if (from != to) {
            set.setHealth(to);
            effects.add(new Effect.PublishHealth());
            effects.add(new Effect.LogHealth(from, to, reason));
        }
    }
}
