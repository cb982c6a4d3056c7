package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.waits.NanoClock;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one backend's server, and what follows for its slots. Guarded by the tender's lock, as
 * {@link SlotDecisions}.
 *
 * <p>One connection whose loss the server can be blamed for condemns all that are free, since what ended it has most
 * likely ended them: each would cost a claim a check, and a half-open one as much as its timeout.
 */
final class ServerHealth {
    /** Probes in a row without answer after which a server is dead, and not late. */
    static final int DEAD_AFTER = 2;

    private final SlotSet set;
    private final SlotPolicy life;
    private final NanoClock clock;
    private final SlotRemoval exits;
    private final ProbeTracker probing;
    private int unanswered;
    private boolean acceptsNobody;
    /** When a connect attempt ended with that. */
    private long acceptedNobodyAt;

    private boolean proven;
    private @Nullable String lastError;

    ServerHealth(SlotSet set, SlotPolicy life, NanoClock clock, SlotRemoval exits) {
        this.set = set;
        this.life = life;
        this.clock = clock;
        this.exits = exits;
        this.probing = new ProbeTracker(life, clock);
    }

    Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    /** Whether a connect attempt has succeeded since it was last in doubt: until then, one slot at a time tries. */
    boolean proven() {
        return proven;
    }

    boolean acceptsNobody() {
        return acceptsNobody;
    }

    void note(String error) {
        lastError = error;
    }

    /** What was under way for the task before is nobody's any more. */
    void renew() {
        probing.forget();
    }

    /** Sees to the probes that are due at a request. */
    void asked(Collection<Effect> effects) {
        SlotCounts counts = set.counts();
        boolean offline = set.health() == BackendHealth.OFFLINE;
        boolean inDoubt = offline && (counts.connecting() == 0 || (life.abortsOnLoss() && counts.held() > 0));
        if (inDoubt || (life.probeInterval() > 0 && probing.isOlderThan(life.probeInterval()))) {
            probe(effects);
        }
    }

    void suspected(Collection<Effect> effects) {
        if (!probing.answeredLately()) {
            probe(effects);
        }
    }

    void probe(Collection<Effect> effects) {
        if (set.health() != BackendHealth.REMOVED && set.health() != BackendHealth.DRAINED) {
            probing.send(effects);
        }
    }

    /**
     * A probe ended; returns whether the backend is back and may grow. One that starts or stops answers probes, too,
     * and is back when a slot has connected; where claims hold all it may have, so that none can try, it gets its
     * share again after the longest backoff, to find out. An answer that nobody waits for any more says that much: the
     * server is not dead.
     */
    boolean probed(int attempt, @Nullable Throwable error, Collection<Effect> effects) {
        if (error == null) {
            unanswered = 0;
            exits.forgetAborts();
        }
        if (!probing.isCurrent(attempt)) {
            return false;
        }
        probing.ended(error == null);
        if (error != null) {
            unanswered++;
            lastError = SlotPolicy.describe(error);
            offline(lastError, effects);
            abortIfDead(effects);
            return false;
        }
        boolean back = set.health() == BackendHealth.OFFLINE && set.counts().connecting() == 0;
        if (back && !stillAcceptsNobody()) {
            become(BackendHealth.ONLINE, "answers probes again", effects);
        }
        return back;
    }

    /** A probe has found no thread until its deadline: another takes its place. */
    void notProbed(int attempt, Collection<Effect> effects) {
        if (probing.isCurrent(attempt)) {
            probing.forget();
            probe(effects);
        }
    }

    /** Where no slot may find that out, it is believed no longer than the longest wait between two attempts. */
    private boolean stillAcceptsNobody() {
        return acceptsNobody
                && clock.nanoTime() - acceptedNobodyAt < life.maxBackoff().toNanos();
    }

    private void abortIfDead(Collection<Effect> effects) {
        if (!life.abortsOnLoss() || set.counts().held() == 0) {
            return;
        }
        if (unanswered < DEAD_AFTER) {
            probe(effects);
        } else {
            exits.abortHeld(effects);
        }
    }

    /** A connect attempt succeeded. */
    void connected(Collection<Effect> effects) {
        acceptsNobody = false;
        proven = true;
        unanswered = 0;
        become(BackendHealth.ONLINE, "connected", effects);
    }

    /** A connect attempt failed, and its slot waits before the next. */
    void connectFailed(Throwable error, String next, Collection<Effect> effects) {
        String reason = SlotPolicy.describe(error);
        acceptsNobody = SlotPolicy.isNotAccepting(error);
        acceptedNobodyAt = clock.nanoTime();
        SlotCounts counts = set.counts();
        if (counts.total() == counts.connecting() || acceptsNobody) {
            offline(reason, effects);
        } else {
            effects.add(new Effect.LogWarning("connect failed, next attempt " + next + ": " + reason));
            probe(effects);
        }
    }

    void refused(String reason, Collection<Effect> effects) {
        proven = false;
        become(BackendHealth.REFUSED, reason, effects);
    }

    /** A check found the connection of a slot dead, which is CHECKING still. */
    void checkFailed(Slot slot, Throwable error, Collection<Effect> effects) {
        lastError = SlotPolicy.describe(error);
        effects.add(new Effect.LogWarning("check failed, connecting anew: " + lastError));
        if (!set.failedSince(slot)) {
            set.failedAt(clock.nanoTime());
            exits.condemnFree(effects);
        }
        probe(effects);
    }

    /** A holder lost its connection. */
    void lost(StatusMessage.SessionLost broken, Collection<Effect> effects) {
        DisconnectCause loss = broken.loss();
        effects.add(new Effect.LogWarning("connection lost: " + loss.reason()));
        if (loss.blame() == DisconnectCause.Blame.CLIENT) {
            return;
        }
        lastError = loss.reason();
        if (broken.news()) {
            exits.condemnFree(effects);
        }
        probe(effects);
    }

    private void offline(String reason, Collection<Effect> effects) {
        proven = false;
        if (!set.health().eligible()) {
            return;
        }
        set.failedAt(clock.nanoTime());
        set.role().doubt(clock.nanoTime());
        become(BackendHealth.OFFLINE, reason, effects);
        exits.retireFree(effects);
    }

    /** An operator takes the backend out of service, or {@code removed} it is no longer in it. */
    void leave(BackendHealth as, String reason, Collection<Effect> effects) {
        become(as, reason, effects);
        exits.leave(effects);
    }

    /** What an operator took out of service is as new. */
    void restore(Collection<Effect> effects) {
        if (set.health() == BackendHealth.DRAINED) {
            proven = false;
            move(BackendHealth.CONNECTING, "it is restored", effects);
        }
    }

    void tryAgain(String reason, Collection<Effect> effects) {
        become(BackendHealth.CONNECTING, reason, effects);
    }

    /** Where nothing is left to be tried, the connections that are there, and may stay, say how the server is. */
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
            become(BackendHealth.ONLINE, "has connections, and wants no more", effects);
        }
    }

    private void become(BackendHealth now, String reason, Collection<Effect> effects) {
        BackendHealth before = set.health();
        boolean out = before == BackendHealth.REMOVED || before == BackendHealth.DRAINED;
        if (!out || (before == BackendHealth.DRAINED && now == BackendHealth.REMOVED)) {
            move(now, reason, effects);
        }
    }

    private void move(BackendHealth now, String reason, Collection<Effect> effects) {
        BackendHealth before = set.health();
        if (now == BackendHealth.ONLINE) {
            lastError = null;
            exits.forgetAborts();
        }
        if (before != now) {
            set.setHealth(now);
            effects.add(new Effect.PublishHealth(before, now, reason));
        }
    }
}
