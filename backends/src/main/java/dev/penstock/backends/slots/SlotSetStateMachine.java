package dev.penstock.backends.slots;

import dev.penstock.backends.Scheduler;
import dev.penstock.waits.NanoClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tends the slots of one backend: one message in, effects out.
 *
 * <p>A decision is made under the lock and touches nothing but the slot set; its effects are carried out by the
 * status task afterwards. Only the status task of the present epoch gets decisions, so that one that was replaced and
 * wakes up cannot act on what it slept through. Messages and effects outlive the task: its successor finds them here.
 *
 * <p>Lock order: the succession of the {@link SlotSetController}, this lock, then that of the accounts, which a new slot's
 * ledger takes. Nothing else is called under any of them.
 */
public final class SlotSetStateMachine {
    private final Queue<StatusMessage> mailbox = new ConcurrentLinkedQueue<>();

    private final Scheduler scheduler;

    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}, as all below. */
    private final SlotDecisions decisions;

    private int epoch = 1;
    private long refused;

    /** The size that was told last, where it is not decided yet and thus has a place in the mailbox. */
    private StatusMessage.@Nullable Resize size;

    /** What the present task has not carried out yet; it takes effects out of here without the lock. */
    private volatile Queue<Effect> unfinished = new ConcurrentLinkedQueue<>();

    public SlotSetStateMachine(
            SlotSet set, SlotPolicy life, Supplier<Slot> slotFactory, NanoClock clock, Scheduler scheduler) {
        this.scheduler = scheduler;
        this.decisions = new SlotDecisions(set, life, slotFactory, clock);
    }

    /** Of several sizes that the task has not heard of, it is to hear of the last, and of none where it is to drain. */
    void post(StatusMessage message) {
        if (message instanceof StatusMessage.Resize || message instanceof StatusMessage.Drain) {
            postInstead(message);
        } else {
            mailbox.add(message);
        }
    }

    /**
     * A size that is not decided yet is void: its slots may be promised to another backend by now. The next one takes
     * its place in the mailbox, so that a task that is slow hears of one however often it is told. Under the lock, so
     * that one that is being decided shows in the slots when this returns.
     */
    private void postInstead(StatusMessage message) {
        lock.lock();
        try {
            boolean hasPlace = size != null;
            if (message instanceof StatusMessage.Resize later) {
                size = later;
            } else {
                size = null;
                hasPlace = false;
                mailbox.removeIf(StatusMessage.Resize.class::isInstance);
            }
            if (!hasPlace) {
                mailbox.add(message);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next message. Under the lock. */
    private @Nullable StatusMessage poll() {
        StatusMessage message = mailbox.poll();
        if (message instanceof StatusMessage.Resize) {
            message = size;
            size = null;
        }
        return message;
    }

    boolean hasWork() {
        return !mailbox.isEmpty() || !unfinished.isEmpty();
    }

    /**
     * The effects that a task of epoch {@code asked} is to carry out next, each removed only when that is done: those
     * that were left, else those of the next message. Null where there are none, or where that is not the present
     * epoch.
     */
    @Nullable
    Queue<Effect> next(int asked) {
        lock.lock();
        try {
            if (asked != epoch) {
                refused++;
                return null;
            }
            if (!unfinished.isEmpty()) {
                return unfinished;
            }
            StatusMessage message = poll();
            if (message == null) {
                return null;
            }
            unfinished = decide(message);
            return unfinished;
        } finally {
            lock.unlock();
        }
    }

    /** Whatever fails, the effects decided until then stand, since the slots have changed already. */
    private Queue<Effect> decide(StatusMessage message) {
        List<Effect> decided = new ArrayList<>();
        try {
            decisions.decide(message, decided);
        } catch (RuntimeException | Error e) {
            decided.add(new Effect.LogFailure(message, e));
        }
        if (message instanceof StatusMessage.Request request) {
            decided.add(new Effect.Reply(request));
        }
        return logsLast(decided);
    }

    private static Queue<Effect> logsLast(List<Effect> decided) {
        Queue<Effect> ordered = new ConcurrentLinkedQueue<>();
        decided.stream().filter(effect -> !effect.logs()).forEach(ordered::add);
        for (Effect effect : decided) {
            if (effect.logs()) {
                ordered.add(effect);
            } else if (effect instanceof Effect.PublishHealth change) {
                ordered.add(new Effect.LogHealth(change));
            }
        }
        return ordered;
    }

    /** Whether an effect decided in {@code decided} may still be carried out; one that may not is counted. */
    boolean admits(int decided) {
        scheduler.interlude();
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

    /**
     * Begins a new epoch and returns it. Its task finds the effects that the old one had not carried out, but for
     * those that are decided anew, and for what the old one was telling somebody when it got stuck.
     */
    int takeOver() {
        lock.lock();
        try {
            epoch++;
            Queue<Effect> left = new ConcurrentLinkedQueue<>();
            boolean inHand = true;
            for (Effect effect = unfinished.poll(); effect != null; effect = unfinished.poll()) {
                if (!(inHand ? effect.mayHang() : effect.decidedAnew())) {
                    left.add(effect);
                }
                inHand = false;
            }
            decisions.renew(left);
            unfinished = left;
            return epoch;
        } finally {
            lock.unlock();
        }
    }

    /** What the tender alone knows about its backend. */
    record Notes(int epoch, long refused, Optional<String> lastError) {}

    Notes notes() {
        lock.lock();
        try {
            return new Notes(epoch, refused, decisions.lastError());
        } finally {
            lock.unlock();
        }
    }
}
