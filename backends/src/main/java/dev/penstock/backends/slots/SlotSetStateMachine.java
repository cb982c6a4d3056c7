package dev.penstock.backends.slots;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.Scheduler;
import dev.penstock.waits.NanoClock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one backend's slots: takes one message, decides, and returns the effects. Thread-safe.
 *
 * <p>A decision is made under the lock and changes only the slot set. The status task carries out the effects
 * afterwards, without the lock.
 *
 * <p>Only the status task of the present epoch gets decisions. A task that was replaced can therefore do no harm when
 * it wakes up. Messages and effects stay here, so that the next task finds them.
 */
public final class SlotSetStateMachine {
    private final Queue<StatusMessage> mailbox = new ConcurrentLinkedQueue<>();
    private final Scheduler scheduler;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final SlotDecisions decisions;

    @GuardedBy("lock")
    private int epoch = 1;

    @GuardedBy("lock")
    private long refused;

    /** The last size posted and not decided yet; a message in the mailbox keeps its place. Null for none. */
    @GuardedBy("lock")
    private StatusMessage.@Nullable Resize size;

    /**
     * The effects that the present task has not carried out yet. Replaced under the lock; the task removes effects
     * without the lock.
     */
    private volatile Queue<Effect> unfinished = new ConcurrentLinkedQueue<>();

    /**
     * Creates the state machine of a slot set.
     *
     * @param slotFactory makes a slot that is CONNECTING
     * @param clock the pool's clock
     */
    public SlotSetStateMachine(
            SlotSet set, SlotPolicy policy, Supplier<Slot> slotFactory, NanoClock clock, Scheduler scheduler) {
        this.scheduler = scheduler;
        this.decisions = new SlotDecisions(set, policy, slotFactory, clock);
    }

    /** Posts a message. Of several undecided sizes only the last one counts, and none after a drain. */
    void post(StatusMessage message) {
        if (message instanceof StatusMessage.Resize || message instanceof StatusMessage.Drain) {
            replaceSize(message);
        } else {
            mailbox.add(message);
        }
    }

    /**
     * Voids a size that is not decided yet, because its slots may be promised to another backend by now. The next size
     * takes its place in the mailbox: a slow task finds one size, however many were posted. The lock is held so that a
     * size that is being decided shows in the slots when this returns.
     */
    private void replaceSize(StatusMessage message) {
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

    @GuardedBy("lock")
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
     * The effects that a task of epoch {@code asked} carries out next: unfinished ones first, then those of the next
     * message. The task removes each effect once it is carried out. Null if there are none, or if the epoch has passed.
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

    /** If a decision fails, its effects until then are kept, because the slots have already changed. */
    @GuardedBy("lock")
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
        return withLogEntriesLast(decided);
    }

    private static Queue<Effect> withLogEntriesLast(Collection<Effect> decided) {
        Queue<Effect> ordered = new ConcurrentLinkedQueue<>();
        decided.stream().filter(effect -> !(effect instanceof Effect.LogEntry)).forEach(ordered::add);
        decided.stream().filter(Effect.LogEntry.class::isInstance).forEach(ordered::add);
        return ordered;
    }

    /** Whether an effect decided in epoch {@code decided} may still be carried out. A refused one is counted. */
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
     * Begins a new epoch and returns it. Its task gets the effects that the old task did not finish, without those that
     * are decided again, and without the effect in which the old task may be stuck.
     */
    int takeOver() {
        lock.lock();
        try {
            epoch++;
            Queue<Effect> left = new ConcurrentLinkedQueue<>();
            boolean inHand = true;
            for (Effect effect = unfinished.poll(); effect != null; effect = unfinished.poll()) {
                if (!(inHand ? effect.mayBlock() : effect.isRedecided())) {
                    left.add(effect);
                }
                inHand = false;
            }
            decisions.takeOver(left);
            unfinished = left;
            return epoch;
        } finally {
            lock.unlock();
        }
    }

    /** The part of a backend's view that only the state machine knows: an immutable value. */
    record Summary(int epoch, long refused, Optional<String> lastError) {}

    Summary summary() {
        lock.lock();
        try {
            return new Summary(epoch, refused, decisions.lastError());
        } finally {
            lock.unlock();
        }
    }
}
