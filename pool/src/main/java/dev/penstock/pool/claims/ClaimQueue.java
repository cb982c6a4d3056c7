package dev.penstock.pool.claims;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The waiters of a pool, the oldest first. Thread-safe.
 *
 * <p><b>Order.</b> There is one {@link TargetQueue} for each target; therefore a waiter for a primary does not hold up
 * the claims behind it that any server may serve. A slot goes to the oldest waiter that may have it.
 *
 * <p><b>Warm slots.</b> A slot whose connection was used is warm for the thread that had it last. It may go to that
 * thread's waiter, if the waiter came at most {@link #WARM_OVERTAKE_NANOS} after the oldest. Otherwise the connection,
 * and the server process behind it, move to another processor.
 *
 * <p><b>Handover.</b> A waiter is served and withdrawn under the lock. Therefore a waiter that gives up either leaves
 * the queue or has a slot, which it must use or return: no slot is lost to a waiter that has gone. The lock is held
 * for a few pointers, never across a wait.
 *
 * <p><b>Wake-ups.</b> {@link Waiter} documents how a claimant and a releaser meet. While slots are allowed to barge,
 * one waiter is the <i>polling waiter</i>: it looks for a free slot every millisecond, for the oldest waiter. Then no
 * releaser has to wake anyone.
 */
final class ClaimQueue {
    /** The time after which a waiter that came to an empty queue looks again: ages for a store to arrive. */
    static final long SECOND_LOOK_NANOS = 100_000;

    /** A waiter that came no later than this after the oldest may overtake it, if the slot is warm for the waiter. */
    static final long WARM_OVERTAKE_NANOS = 1_000_000;

    /** How many waiters may overtake; one fewer for each time that the oldest was overtaken. */
    private static final int WARM_CANDIDATES = 32;

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReference<@Nullable Waiter> pollingWaiter = new AtomicReference<>();

    /** By {@link TargetQueue#index}. */
    private final TargetQueue[] queues = new TargetQueue[1 + TargetServerType.values().length];

    @GuardedBy("lock")
    private long lastTicket;

    @GuardedBy("lock")
    private long firstTicket;

    @GuardedBy("lock")
    private boolean shedding;

    /** Written under {@link #lock} and read by any thread, as the next field. */
    private volatile int size;

    /** How many of the waiters have a target. */
    private volatile int withTarget;

    ClaimQueue() {
        queues[0] = new TargetQueue(null);
        for (TargetServerType target : TargetServerType.values()) {
            queues[TargetQueue.index(target)] = new TargetQueue(target);
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** How many waiters are queued. */
    int size() {
        return size;
    }

    /**
     * Makes a waiter the polling waiter, unless there is one.
     *
     * @return whether this waiter is the polling waiter
     */
    boolean beginPolling(Waiter waiter) {
        return pollingWaiter.get() == waiter || pollingWaiter.compareAndSet(null, waiter);
    }

    /**
     * Ends the polling of this waiter.
     *
     * @return whether it was the polling waiter; then it must look once more, or pass a wake-up on
     */
    boolean endPolling(Waiter waiter) {
        return pollingWaiter.compareAndSet(waiter, null);
    }

    boolean hasPollingWaiter() {
        return pollingWaiter.get() != null;
    }

    /** Sheds waiters from now on, those of each target by a discipline of its own; null sheds none. */
    void setShedding(@Nullable Supplier<CoDel> disciplines) {
        lock.lock();
        try {
            shedding = disciplines != null;
            for (TargetQueue queue : queues) {
                queue.setShedding(disciplines == null ? null : disciplines.get());
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isShedding() {
        lock.lock();
        try {
            return shedding;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a waiter behind all others. Returns false, and adds nothing, if {@code most} waiters are queued. */
    boolean enqueue(Waiter waiter, int most) {
        lock.lock();
        try {
            if (size >= most) {
                return false;
            }
            waiter.ticket = ++lastTicket;
            begin(waiter);
            queueOf(waiter).addLast(waiter);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a waiter before all others: its claim was served a slot whose connection was dead. */
    void requeue(Waiter waiter) {
        lock.lock();
        try {
            waiter.ticket = --firstTicket;
            begin(waiter);
            queueOf(waiter).addFirst(waiter);
        } finally {
            lock.unlock();
        }
    }

    /** Removes a waiter that gives up. Returns false if its wait has ended: the waiter was served or shed. */
    boolean withdraw(Waiter waiter) {
        lock.lock();
        try {
            if (!waiter.isQueued()) {
                return false;
            }
            unlink(waiter);
            waiter.withdraw();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Hands a slot over, as {@link #handOver(Slot, long, boolean)}, to the oldest waiter. */
    boolean handOver(Slot slot, long now) {
        return handOver(slot, now, false);
    }

    /**
     * Hands a slot that the caller holds to the oldest waiter that may have it and is not shed.
     *
     * @param warm whether a waiter that came shortly after the oldest may overtake it, if it had the slot last
     * @return false if there is no such waiter; then the caller still holds the slot
     */
    boolean handOver(Slot slot, long now, boolean warm) {
        Waiter shed = null;
        Waiter served;
        lock.lock();
        try {
            served = oldestFor(slot);
            while (served != null && queueOf(served).mustShed(served, now)) {
                unlink(served);
                served.next = shed;
                served.shed(now);
                shed = served;
                served = oldestFor(slot);
            }
            if (served != null) {
                served = warm && !shedding ? lastUser(slot, served) : served;
                unlink(served);
                served.serve(slot, now);
            }
        } finally {
            lock.unlock();
        }
        if (served != null) {
            served.unpark();
        }
        while (shed != null) {
            Waiter next = shed.next;
            shed.next = null;
            shed.unpark();
            shed = next;
        }
        return served != null;
    }

    /**
     * The waiter that had the slot last, among those that are nearly as old as {@code oldest}; otherwise the oldest. A
     * requeued waiter stands before waiters that are older. None of them is overtaken by a claim that came much later
     * either.
     */
    private static Waiter lastUser(Slot slot, Waiter oldest) {
        Waiter earliest = oldest;
        Waiter waiter = oldest;
        for (int seen = oldest.timesOvertaken; seen < WARM_CANDIDATES && waiter != null; seen++) {
            long later = waiter.laterThan(earliest);
            if (later > WARM_OVERTAKE_NANOS) {
                return oldest;
            }
            if (waiter.usedLast(slot)) {
                oldest.timesOvertaken += waiter == oldest ? 0 : 1;
                return waiter;
            }
            earliest = later < 0 ? waiter : earliest;
            waiter = waiter.next;
        }
        return oldest;
    }

    /** The oldest waiter that may have the slot. Without the lock, the result may be out of date. */
    private @Nullable Waiter oldestFor(Slot slot) {
        if (withTarget == 0) {
            Waiter first = queues[0].oldest();
            return first != null && queues[0].mayHave(slot) ? first : null;
        }
        Waiter found = null;
        for (TargetQueue queue : queues) {
            Waiter first = queue.oldest();
            if (first != null && (found == null || first.ticket < found.ticket) && queue.mayHave(slot)) {
                found = first;
            }
        }
        return found;
    }

    /** The age at {@code now} of the oldest claim that waits and may have the slot, in nanoseconds; 0 without one. */
    long longestWait(Slot slot, long now) {
        Waiter first = oldestFor(slot);
        return first == null ? 0 : first.age(now);
    }

    /** Whether a claim for {@code target} waits. */
    boolean hasWaiterFor(TargetServerType target) {
        return queues[TargetQueue.index(target)].oldest() != null;
    }

    /** Whether a waiter has a target. */
    boolean hasTargets() {
        return withTarget != 0;
    }

    /** The oldest waiter of each target. */
    List<Waiter> oldestOfEachTarget() {
        List<Waiter> firsts = new ArrayList<>();
        for (TargetQueue queue : queues) {
            Waiter first = queue.oldest();
            if (first != null) {
                firsts.add(first);
            }
        }
        return firsts;
    }

    /** Whether a waiter may have a slot. */
    boolean mayHave(Waiter waiter, Slot slot) {
        return queueOf(waiter).mayHave(slot);
    }

    /** The targets of the present waiters, that of the oldest first; null stands for waiters without a target. */
    List<@Nullable TargetServerType> targets() {
        List<Waiter> firsts = oldestOfEachTarget();
        firsts.sort((one, other) -> Long.compare(one.ticket, other.ticket));
        List<@Nullable TargetServerType> targets = new ArrayList<>();
        firsts.forEach(first -> targets.add(first.target()));
        return targets;
    }

    /**
     * Delegates a wake-up for a free slot to a waiter that may have it and is the oldest of its target. That waiter
     * looks on behalf of the oldest of all. Does nothing if there is a polling waiter. The caller has freed the slot
     * and then passed a full fence. The notification counts from {@code now}.
     */
    void notifyOldest(Slot slot, long now) {
        if (hasPollingWaiter()) {
            return;
        }
        for (TargetQueue queue : queues) {
            if (queue.oldest() != null && queue.mayHave(slot) && notifyOldest(queue, now)) {
                return;
            }
        }
    }

    /** Delegates a wake-up to the oldest waiter of each target, at {@code now}. */
    void notifyOldest(long now) {
        for (TargetQueue queue : queues) {
            notifyOldest(queue, now);
        }
    }

    /** Returns false if no waiter of the queue is going to look. */
    private static boolean notifyOldest(TargetQueue queue, long now) {
        Waiter first = queue.oldest();
        while (first != null && !first.delegate(now)) {
            first = queue.oldest();
        }
        return first != null;
    }

    /** Makes every claimant check again whether to wait makes sense, at {@code now}. */
    void wakeAll(long now) {
        List<Waiter> all = new ArrayList<>();
        lock.lock();
        try {
            for (TargetQueue queue : queues) {
                for (Waiter waiter = queue.oldest(); waiter != null; waiter = waiter.next) {
                    all.add(waiter);
                }
            }
        } finally {
            lock.unlock();
        }
        all.forEach(waiter -> waiter.wake(now));
    }

    /** The queued waiters whose claimant is one of these threads, the oldest of each target first. */
    List<Waiter> waitersOf(Set<Thread> claimants) {
        List<Waiter> found = new ArrayList<>();
        lock.lock();
        try {
            for (TargetQueue queue : queues) {
                for (Waiter waiter = queue.oldest(); waiter != null; waiter = waiter.next) {
                    if (claimants.contains(waiter.claimant())) {
                        found.add(waiter);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        return found;
    }

    private TargetQueue queueOf(Waiter waiter) {
        return queues[TargetQueue.index(waiter.target())];
    }

    private void begin(Waiter waiter) {
        waiter.beginWait(size == 0);
        resize(waiter, 1);
    }

    private void unlink(Waiter waiter) {
        queueOf(waiter).remove(waiter);
        resize(waiter, -1);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private void resize(Waiter waiter, int change) {
        size += change;
        if (waiter.target() != null) {
            withTarget += change;
        }
    }
}
