package dev.penstock.backends;

import dev.penstock.waits.NanoClock;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to the slots of one backend: one message in, effects out.
 *
 * <p>A decision is made under the lock and touches nothing but the slot set; its effects are carried out by the status task
 * afterwards. Only the status task of the present epoch gets decisions, so that one that was replaced and wakes up cannot act
 * on what it slept through. Messages outlive the task: its successor finds them in the mailbox.
 */
final class SlotTender {
    private final SlotSet set;
    private final SlotLife life;
    private final Supplier<Slot> slotFactory;
    private final NanoClock clock;
    private final Queue<StatusMessage> mailbox = new ConcurrentLinkedQueue<>();

    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}, as all below. */
    private int epoch = 1;

    private long refused;
    private int wanted;
    private int probe;
    private boolean probing;
    private boolean answered;
    private long answeredAt;
    private boolean leaving;
    private long refusedAt;
    private @Nullable String lastError;

    SlotTender(SlotSet set, SlotLife life, Supplier<Slot> slotFactory, NanoClock clock) {
        this.set = set;
        this.life = life;
        this.slotFactory = slotFactory;
        this.clock = clock;
    }

    void post(StatusMessage message) {
        mailbox.add(message);
    }

    boolean hasMail() {
        return !mailbox.isEmpty();
    }

    /** Takes one message and decides. Null where there is none, or where {@code asked} is not the present epoch. */
    @Nullable List<Effect> next(int asked) {
        lock.lock();
        try {
            if (asked != epoch) {
                refused++;
                return null;
            }
            StatusMessage message = mailbox.poll();
            if (message == null) {
                return null;
            }
            List<Effect> effects = new ArrayList<>();
            decide(message, effects);
            return effects;
        } finally {
            lock.unlock();
        }
    }

    /** Whether an effect decided in {@code decided} may still be carried out; one that may not is counted. */
    boolean admits(int decided) {
        lock.lock();
        try {
            if (decided != epoch) {
                refused++;
            }
            return decided == epoch;
        } finally {
            lock.unlock();
        }
    }

    /** Begins a new epoch: effects that the old one did not carry out are decided anew. Returns the epoch and effects. */
    Takeover takeOver() {
        lock.lock();
        try {
            epoch++;
            probing = false;
            List<Effect> effects = new ArrayList<>();
            for (Slot slot : set.slots()) {
                if (slot.care.underWay && slot.care.begun != slot.care.attempt) {
                    restart(slot, effects);
                }
            }
            return new Takeover(epoch, effects);
        } finally {
            lock.unlock();
        }
    }

    /** What a fresh status task begins with. */
    record Takeover(int epoch, List<Effect> effects) {}

    /** What the tender alone knows about its backend. */
    record Notes(int epoch, long refused, Optional<String> lastError) {}

    Notes notes() {
        lock.lock();
        try {
            return new Notes(epoch, refused, Optional.ofNullable(lastError));
        } finally {
            lock.unlock();
        }
    }

    private void decide(StatusMessage message, List<Effect> effects) {
        if (message instanceof StatusMessage.Request request) {
            if (request.claimId() != 0) {
                retryRefused(effects);
            }
            seeToWhatIsDue(effects);
            effects.add(new Effect.Reply(request));
        } else if (message instanceof StatusMessage.Resize resize) {
            wanted = leaving ? 0 : resize.wanted();
            resize(effects);
        } else if (message instanceof StatusMessage.Connected done) {
            connected(done, effects);
        } else if (message instanceof StatusMessage.ConnectFailed failure) {
            if (isCurrent(failure.slot(), failure.attempt())) {
                connectFailed(failure.slot(), failure.error(), effects);
            }
        } else if (message instanceof StatusMessage.Due due) {
            if (due.slot().care.attempt == due.attempt() && !due.slot().care.underWay) {
                connect(due.slot(), effects);
            }
        } else if (message instanceof StatusMessage.Expired expired) {
            expired(expired.slot(), expired.attempt(), effects);
        } else if (message instanceof StatusMessage.Checked checked) {
            if (isCurrent(checked.slot(), checked.attempt())) {
                checked(checked.slot(), checked.error(), effects);
            }
        } else if (message instanceof StatusMessage.Broken broken) {
            broken(broken, effects);
        } else if (message instanceof StatusMessage.Retired retired) {
            forget(retired.slot(), effects);
        } else {
            decideOnServer(message, effects);
        }
    }

    private void decideOnServer(StatusMessage message, List<Effect> effects) {
        if (message instanceof StatusMessage.Suspected) {
            if (!answeredLately()) {
                probe(effects);
            }
        } else if (message instanceof StatusMessage.Probed probed) {
            if (probing && probed.attempt() == probe) {
                probed(probed.error(), effects);
            }
        } else if (message instanceof StatusMessage.ProbeExpired expired) {
            if (probing && expired.attempt() == probe) {
                probed(SlotLife.timeout("probe", life.probeTimeout()), effects);
            }
        } else if (message instanceof StatusMessage.Renamed renamed) {
            set.renamed(renamed.later());
        } else if (message instanceof StatusMessage.Removed) {
            leave("it is no longer in the service", effects);
        } else if (message instanceof StatusMessage.Close) {
            leave("the pool closes", effects);
        }
    }

    private void seeToWhatIsDue(List<Effect> effects) {
        long now = clock.nanoTime();
        boolean connecting = false;
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CONNECTING) {
                connecting = true;
                if (!slot.care.underWay && slot.care.dueAt - now <= 0) {
                    connect(slot, effects);
                }
            } else if (life.isOld(slot, now) && slot.tryCheck()) {
                reconnect(slot, SlotState.CHECKING, effects);
            } else if (life.isUnused(slot, now) && slot.tryCheck()) {
                check(slot, effects);
            }
        }
        if (set.health() == BackendHealth.OFFLINE && !connecting) {
            probe(effects);
        }
    }

    private void resize(List<Effect> effects) {
        int surplus = set.slots().length - wanted;
        for (Slot slot : set.slots()) {
            if (surplus > 0 && slot.state() == SlotState.CONNECTING) {
                retire(slot, SlotState.CONNECTING, effects);
                surplus--;
            }
        }
        for (Slot slot : set.slots()) {
            if (surplus > 0 && slot.tryCheck()) {
                retire(slot, SlotState.CHECKING, effects);
                surplus--;
            }
        }
        grow(effects);
    }

    /** A backend that has not proved itself gets one connecting slot, the others once that has succeeded. */
    private void grow(List<Effect> effects) {
        boolean proven = set.health() == BackendHealth.ONLINE;
        boolean connecting = set.counts().connecting() > 0;
        while (set.slots().length < wanted && set.health() != BackendHealth.REFUSED && (proven || !connecting)) {
            Slot slot = slotFactory.get();
            set.add(slot);
            connect(slot, effects);
            connecting = true;
        }
    }

    private void connect(Slot slot, List<Effect> effects) {
        if (slot.state() != SlotState.CONNECTING) {
            return;
        }
        if (leaving || set.health() == BackendHealth.REFUSED) {
            retire(slot, SlotState.CONNECTING, effects);
        } else {
            restart(slot, effects);
        }
    }

    /** Begins the attempt or check of a slot under a new number; what an older one brings is refused. */
    private void restart(Slot slot, List<Effect> effects) {
        int attempt = ++slot.care.attempt;
        slot.care.underWay = true;
        if (slot.state() == SlotState.CHECKING) {
            effects.add(new Effect.Check(slot, attempt, slot.connection()));
            effects.add(new Effect.Later(new StatusMessage.Expired(slot, attempt), life.checkTimeout()));
        } else {
            effects.add(new Effect.Connect(slot, attempt));
            effects.add(new Effect.Later(new StatusMessage.Expired(slot, attempt), life.connectTimeout()));
        }
    }

    private boolean isCurrent(Slot slot, int attempt) {
        return slot.care.underWay && slot.care.attempt == attempt;
    }

    private void connected(StatusMessage.Connected done, List<Effect> effects) {
        Slot slot = done.slot();
        if (!isCurrent(slot, done.attempt()) || slot.state() != SlotState.CONNECTING) {
            effects.add(new Effect.Close(done.connection()));
            return;
        }
        slot.care.underWay = false;
        slot.care.failures = 0;
        slot.connected(done.connection(), clock.nanoTime());
        become(BackendHealth.ONLINE, "connected", effects);
        effects.add(new Effect.Offer(slot));
        grow(effects);
    }

    private void connectFailed(Slot slot, Throwable error, List<Effect> effects) {
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
        SlotCounts counts = set.counts();
        if (counts.unclaimed() + counts.held() == 0 || SlotLife.isNotAccepting(error)) {
            offline(reason, effects);
        } else {
            effects.add(new Effect.Note("connect failed, next attempt in " + delay.toMillis() + " ms: " + reason));
            probe(effects);
        }
    }

    private void refused(String reason, List<Effect> effects) {
        refusedAt = clock.nanoTime();
        become(BackendHealth.REFUSED, reason, effects);
        for (Slot slot : set.slots()) {
            if (slot.state() == SlotState.CONNECTING) {
                retire(slot, SlotState.CONNECTING, effects);
            }
        }
    }

    /** Credentials that were refused are tried again for a claim, once in {@link SlotLife#REFUSED_RETRY}. */
    private void retryRefused(List<Effect> effects) {
        if (set.health() == BackendHealth.REFUSED && clock.nanoTime() - refusedAt >= SlotLife.REFUSED_RETRY.toNanos()) {
            become(BackendHealth.CONNECTING, "a claim waits; trying the credentials once more", effects);
            grow(effects);
        }
    }

    private void expired(Slot slot, int attempt, List<Effect> effects) {
        if (!isCurrent(slot, attempt)) {
            return;
        }
        effects.add(new Effect.GiveUp(slot));
        if (slot.state() == SlotState.CONNECTING) {
            connectFailed(slot, SlotLife.timeout("connect attempt", life.connectTimeout()), effects);
        } else {
            checked(slot, SlotLife.timeout("check", life.checkTimeout()), effects);
        }
    }

    private void check(Slot slot, List<Effect> effects) {
        restart(slot, effects);
    }

    private void checked(Slot slot, @Nullable Throwable error, List<Effect> effects) {
        slot.care.underWay = false;
        if (leaving) {
            retire(slot, SlotState.CHECKING, effects);
        } else if (error == null) {
            slot.free(SlotState.CHECKING, clock.nanoTime());
            effects.add(new Effect.Offer(slot));
        } else {
            lastError = SlotLife.describe(error);
            set.failedAt(clock.nanoTime());
            effects.add(new Effect.Note("check failed, connecting anew: " + lastError));
            reconnect(slot, SlotState.CHECKING, effects);
            probe(effects);
        }
    }

    private void broken(StatusMessage.Broken broken, List<Effect> effects) {
        lastError = broken.reason();
        set.failedAt(clock.nanoTime());
        effects.add(new Effect.Note("connection lost: " + lastError));
        connect(broken.slot(), effects);
        for (Slot slot : set.slots()) {
            if (slot.tryCheck()) {
                check(slot, effects);
            }
        }
        probe(effects);
    }

    /** A server that has just answered a probe is not suspected again at once, however slow its queries are. */
    private boolean answeredLately() {
        return answered && clock.nanoTime() - answeredAt < SlotLife.TRUST_AFTER_PROBE.toNanos();
    }

    private void probe(List<Effect> effects) {
        if (probing || leaving) {
            return;
        }
        probing = true;
        probe++;
        effects.add(new Effect.Probe(probe));
        effects.add(new Effect.Later(new StatusMessage.ProbeExpired(probe), life.probeTimeout()));
    }

    private void probed(@Nullable Throwable error, List<Effect> effects) {
        probing = false;
        answered = error == null;
        answeredAt = clock.nanoTime();
        if (error != null) {
            lastError = SlotLife.describe(error);
            offline(lastError, effects);
        } else if (set.health() == BackendHealth.OFFLINE && set.counts().connecting() == 0) {
            become(BackendHealth.ONLINE, "answers probes again", effects);
            grow(effects);
        }
    }

    private void offline(String reason, List<Effect> effects) {
        if (!set.health().eligible()) {
            return;
        }
        set.failedAt(clock.nanoTime());
        become(BackendHealth.OFFLINE, reason, effects);
        for (Slot slot : set.slots()) {
            if (slot.tryCheck()) {
                retire(slot, SlotState.CHECKING, effects);
            }
        }
    }

    private void leave(String reason, List<Effect> effects) {
        leaving = true;
        wanted = 0;
        become(BackendHealth.REMOVED, reason, effects);
        for (Slot slot : set.slots()) {
            slot.condemn();
        }
        resize(effects);
    }

    private void reconnect(Slot slot, SlotState from, List<Effect> effects) {
        effects.add(new Effect.Close(slot.reconnect(from)));
        connect(slot, effects);
    }

    private void retire(Slot slot, SlotState from, List<Effect> effects) {
        if (slot.care.underWay) {
            slot.care.underWay = false;
            effects.add(new Effect.GiveUp(slot));
        }
        Connection gone = slot.retire(from);
        if (gone != null) {
            effects.add(new Effect.Close(gone));
        }
        forget(slot, effects);
    }

    private void forget(Slot slot, List<Effect> effects) {
        set.remove(slot);
        effects.add(new Effect.Forget(slot));
    }

    private void become(BackendHealth now, String reason, List<Effect> effects) {
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
