package dev.penstock.backends;

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
    private final SlotLife life;
    private final Supplier<Slot> slotFactory;
    private final NanoClock clock;
    private final Probing probing;
    private final SlotExits exits;
    /** The pool has more slots than it may, so that one that goes is not replaced. */
    private boolean overfull;

    private boolean leaving;
    private boolean acceptsNobody;
    private long acceptedNobodyAt;
    private long refusedAt;
    private @Nullable String lastError;

    SlotDecisions(SlotSet set, SlotLife life, Supplier<Slot> slotFactory, NanoClock clock) {
        this.set = set;
        this.life = life;
        this.slotFactory = slotFactory;
        this.clock = clock;
        this.probing = new Probing(life, clock);
        this.exits = new SlotExits(set, clock);
    }

    Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    void decide(StatusMessage message, Collection<Effect> effects) {
        if (message instanceof StatusMessage.Request request) {
            if (request.claimId() != 0) {
                retryRefused(effects);
            }
            if (set.health() == BackendHealth.OFFLINE && set.counts().connecting() == 0) {
                probe(effects);
            }
        } else if (message instanceof StatusMessage.Resize resize) {
            set.want(leaving ? 0 : resize.wanted());
            overfull = resize.shed();
            exits.shrink(set.wanted(), resize.shed(), effects);
            grow();
        } else if (message instanceof StatusMessage.Broken broken) {
            broken(broken.reason(), effects);
        } else if (message instanceof StatusMessage.Retired) {
            grow();
        } else if (message instanceof StatusMessage.Evict) {
            exits.evict(effects);
            grow();
        } else if (message instanceof StatusMessage.CredentialsChanged change) {
            tryCredentials("the credentials have changed", effects);
            change.heard().run();
        } else if (message instanceof StatusMessage.Renamed renamed) {
            set.renamed(renamed.later());
        } else if (message instanceof StatusMessage.Removed removed) {
            leave(removed.reason(), effects);
        } else if (message instanceof StatusMessage.Close) {
            leave("the pool closes", effects);
        } else {
            decideOnResult(message, effects);
        }
        seeToWhatIsDue(effects);
        settle(effects);
    }

    /** Where nothing is left to be tried, the connections that are there say how the server is. */
    private void settle(Collection<Effect> effects) {
        if (set.health() == BackendHealth.CONNECTING) {
            SlotCounts counts = set.counts();
            if (counts.connecting() == 0 && counts.total() > 0) {
                become(BackendHealth.ONLINE, "has connections, and wants no more", effects);
            }
        }
    }

    private void decideOnResult(StatusMessage message, Collection<Effect> effects) {
        if (message instanceof StatusMessage.Connected done) {
            connected(done, effects);
        } else if (message instanceof StatusMessage.ConnectFailed failure) {
            if (isCurrent(failure.slot(), failure.attempt())) {
                connectFailed(failure.slot(), failure.error(), effects);
            }
        } else if (message instanceof StatusMessage.Due due) {
            if (due.slot().care.attempt == due.attempt() && !due.slot().care.underWay) {
                due.slot().care.dueAt = clock.nanoTime();
            }
        } else if (message instanceof StatusMessage.Expired expired) {
            expired(expired, effects);
        } else if (message instanceof StatusMessage.Checked checked) {
            if (isCurrent(checked.slot(), checked.attempt())) {
                checked(checked.slot(), checked.error(), effects);
            }
        } else if (message instanceof StatusMessage.Suspected) {
            if (!probing.answeredLately()) {
                probe(effects);
            }
        } else if (message instanceof StatusMessage.Probed probed) {
            probed(probed.attempt(), probed.error(), effects);
        } else if (message instanceof StatusMessage.ProbeExpired expired) {
            probed(expired.attempt(), SlotLife.timeout("probe", life.probeTimeout(), Optional.empty()), effects);
        }
    }

    /**
     * A fresh task begins: attempts whose effect was not carried out begin anew, the others get their deadline again.
     */
    void renew(Collection<Effect> effects) {
        probing.forget();
        for (Slot slot : set.slots()) {
            if (slot.care.underWay && slot.care.begun != slot.care.attempt) {
                begin(slot, effects);
            } else if (slot.care.underWay) {
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
        return life.isUnused(slot, now) || (slot.state() == SlotState.UNCLAIMED && set.failedAfter(slot.freeSince()));
    }

    private void connectWhatIsDue(long now, Collection<Effect> effects) {
        int room = AT_ONCE;
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CONNECTING && slot.care.underWay) {
                room--;
            }
        }
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CONNECTING && !slot.care.underWay) {
                if (leaving || set.health() == BackendHealth.REFUSED) {
                    exits.retire(slot, SlotState.CONNECTING, effects);
                } else if (room > 0 && slot.care.dueAt - now <= 0) {
                    begin(slot, effects);
                    room--;
                }
            }
        }
    }

    /** A backend that has not proved itself gets one connecting slot, the others once that has succeeded. */
    private void grow() {
        if (overfull) {
            return;
        }
        boolean proven = set.health() == BackendHealth.ONLINE;
        boolean connecting = set.counts().connecting() > 0;
        while (set.slots().length < set.wanted() && set.health() != BackendHealth.REFUSED && (proven || !connecting)) {
            Slot slot = slotFactory.get();
            slot.care.dueAt = clock.nanoTime();
            set.add(slot);
            connecting = true;
        }
    }

    /** Begins an attempt or check of the slot under a new number; what an older one brings is refused. */
    private void begin(Slot slot, Collection<Effect> effects) {
        int attempt = ++slot.care.attempt;
        slot.care.underWay = true;
        effects.add(
                slot.state() == SlotState.CHECKING
                        ? new Effect.Check(slot, attempt, slot.connection())
                        : new Effect.Connect(slot, attempt));
        expireLater(slot, effects);
    }

    private void expireLater(Slot slot, Collection<Effect> effects) {
        Duration limit = slot.state() == SlotState.CHECKING ? life.checkTimeout() : life.connectTimeout();
        effects.add(new Effect.Later(new StatusMessage.Expired(slot, slot.care.attempt), limit));
    }

    private boolean isCurrent(Slot slot, int attempt) {
        return slot.care.underWay && slot.care.attempt == attempt;
    }

    private void connected(StatusMessage.Connected done, Collection<Effect> effects) {
        Slot slot = done.slot();
        if (!isCurrent(slot, done.attempt()) || slot.state() != SlotState.CONNECTING) {
            effects.add(Effect.Close.of(done.connection()));
            return;
        }
        slot.care.underWay = false;
        slot.care.failures = 0;
        acceptsNobody = false;
        slot.connected(done.connection(), clock.nanoTime());
        effects.add(new Effect.Offer(slot));
        become(BackendHealth.ONLINE, "connected", effects);
        grow();
    }

    private void connectFailed(Slot slot, Throwable error, Collection<Effect> effects) {
        slot.care.underWay = false;
        slot.care.failures++;
        String reason = SlotLife.describe(error);
        lastError = reason;
        if (SlotLife.refusesCredentials(error)) {
            refused(reason, effects);
            return;
        }
        Duration delay = life.backoff(slot.care.failures);
        slot.care.attempt++;
        slot.care.dueAt = clock.nanoTime() + delay.toNanos();
        effects.add(new Effect.Backoff(slot, slot.care.attempt, delay));
        acceptsNobody = SlotLife.isNotAccepting(error);
        acceptedNobodyAt = clock.nanoTime();
        SlotCounts counts = set.counts();
        if (counts.total() == counts.connecting() || acceptsNobody) {
            offline(reason, effects);
        } else {
            effects.add(new Effect.Note("connect failed, next attempt in " + delay.toMillis() + " ms: " + reason));
            probe(effects);
        }
    }

    private void refused(String reason, Collection<Effect> effects) {
        refusedAt = clock.nanoTime();
        become(BackendHealth.REFUSED, reason, effects);
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CONNECTING) {
                exits.retire(slot, SlotState.CONNECTING, effects);
            }
        }
    }

    /** Credentials that were refused are tried again for a claim, once in {@link SlotLife#REFUSED_RETRY}. */
    private void retryRefused(Collection<Effect> effects) {
        if (clock.nanoTime() - refusedAt >= SlotLife.REFUSED_RETRY.toNanos()) {
            tryCredentials("a claim waits; trying the credentials once more", effects);
        }
    }

    private void tryCredentials(String reason, Collection<Effect> effects) {
        if (set.health() == BackendHealth.REFUSED) {
            become(BackendHealth.CONNECTING, reason, effects);
            grow();
        }
    }

    private void expired(StatusMessage.Expired expired, Collection<Effect> effects) {
        Slot slot = expired.slot();
        if (!isCurrent(slot, expired.attempt())) {
            return;
        }
        effects.add(new Effect.GiveUp(slot));
        if (slot.state() == SlotState.CONNECTING) {
            connectFailed(slot, SlotLife.timeout("connect attempt", life.connectTimeout(), expired.where()), effects);
        } else {
            checked(slot, SlotLife.timeout("check", life.checkTimeout(), expired.where()), effects);
        }
    }

    private void checked(Slot slot, @Nullable Throwable error, Collection<Effect> effects) {
        slot.care.underWay = false;
        if (error == null) {
            slot.free(SlotState.CHECKING, clock.nanoTime());
            effects.add(new Effect.Offer(slot));
            return;
        }
        lastError = SlotLife.describe(error);
        effects.add(new Effect.Note("check failed, connecting anew: " + lastError));
        if (!set.failedSince(slot.freeSince())) {
            set.failedAt(clock.nanoTime());
        }
        exits.reconnect(slot, effects);
        probe(effects);
    }

    private void broken(String reason, Collection<Effect> effects) {
        lastError = reason;
        set.failedAt(clock.nanoTime());
        effects.add(new Effect.Note("connection lost: " + lastError));
        probe(effects);
    }

    private void probe(Collection<Effect> effects) {
        if (!leaving) {
            probing.send(effects);
        }
    }

    private void probed(int attempt, @Nullable Throwable error, Collection<Effect> effects) {
        if (!probing.isCurrent(attempt)) {
            return;
        }
        probing.ended(error == null);
        if (error != null) {
            lastError = SlotLife.describe(error);
            offline(lastError, effects);
        } else if (set.health() == BackendHealth.OFFLINE && set.counts().connecting() == 0) {
            if (!stillAcceptsNobody()) {
                become(BackendHealth.ONLINE, "answers probes again", effects);
            }
            grow();
        }
    }

    /** Where no slot may find that out, it is believed no longer than the longest wait between two attempts. */
    private boolean stillAcceptsNobody() {
        return acceptsNobody
                && clock.nanoTime() - acceptedNobodyAt < life.maxBackoff().toNanos();
    }

    private void offline(String reason, Collection<Effect> effects) {
        if (!set.health().eligible()) {
            return;
        }
        set.failedAt(clock.nanoTime());
        become(BackendHealth.OFFLINE, reason, effects);
        for (Slot slot : set.slots()) {
            if (slot.tryCheck()) {
                exits.retire(slot, SlotState.CHECKING, effects);
            }
        }
    }

    private void leave(String reason, Collection<Effect> effects) {
        leaving = true;
        set.want(0);
        become(BackendHealth.REMOVED, reason, effects);
        exits.leave(effects);
    }

    private void become(BackendHealth now, String reason, Collection<Effect> effects) {
        BackendHealth before = set.health();
        if (now == BackendHealth.ONLINE) {
            lastError = null;
        }
        if (before != now && before != BackendHealth.REMOVED) {
            set.become(now);
            effects.add(new Effect.HealthChanged(before, now, reason));
        }
    }
}
