package dev.penstock.pool;

import dev.penstock.backends.Slot;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The waiters of a pool, the oldest first. Thread-safe; the lock is held for a few pointers, never across a wait.
 *
 * <p>Handing over and withdrawing both happen under the lock, so that a waiter that gives up either leaves the queue
 * or has been given a slot, which it then must use or return: no slot is lost to a waiter that has gone. A claimant
 * enqueues before it looks for a free slot once more, and a releaser frees its slot before it looks at the queue once
 * more, so that one of them sees the other; but for the waiter that comes to an empty queue. A releaser that frees a
 * slot at that instant takes no fence to see it, which would cost every release, so that waiter looks once more after
 * {@link #SECOND_LOOK_NANOS}, which is ages for a store to arrive.
 */
final class ClaimQueue {
    static final long SECOND_LOOK_NANOS = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    /** Written under {@link #lock}, as the links of the waiters. */
    private volatile @Nullable Waiter oldest;

    /** Guarded by {@link #lock}. */
    private @Nullable Waiter newest;

    /** Guarded by {@link #lock}. */
    private @Nullable CoDel codel;

    /** Written under {@link #lock}. */
    private volatile int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** From here on waiters are shed as {@code discipline} says; null for none. */
    void shedBy(@Nullable CoDel discipline) {
        lock.lock();
        try {
            codel = discipline;
        } finally {
            lock.unlock();
        }
    }

    boolean sheds() {
        lock.lock();
        try {
            return codel != null;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a waiter behind all others, unless there are {@code most} of them already; false then. */
    boolean enqueue(Waiter waiter, int most) {
        lock.lock();
        try {
            if (size >= most) {
                return false;
            }
            link(newest, waiter, null);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a waiter back that was served a slot it could not use, before all others. */
    void requeue(Waiter waiter) {
        lock.lock();
        try {
            link(null, waiter, oldest);
        } finally {
            lock.unlock();
        }
    }

    /** Removes a waiter that gives up; false where it has been given a slot, or was refused one. */
    boolean withdraw(Waiter waiter) {
        lock.lock();
        try {
            if (!waiter.queued) {
                return false;
            }
            unlink(waiter);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a slot that the caller holds to the oldest waiter that is not shed; false where there is none. */
    boolean handOver(Slot slot, long now) {
        Waiter shed = null;
        Waiter served;
        lock.lock();
        try {
            served = oldest;
            while (served != null && isShed(served, now)) {
                unlink(served);
                served.after = shed;
                served.refuse();
                shed = served;
                served = oldest;
            }
            if (served != null) {
                unlink(served);
                served.give(slot);
            }
        } finally {
            lock.unlock();
        }
        if (served != null) {
            served.wake();
        }
        while (shed != null) {
            Waiter next = shed.after;
            shed.after = null;
            shed.wake();
            shed = next;
        }
        return served != null;
    }

    private boolean isShed(Waiter waiter, long now) {
        CoDel discipline = codel;
        return discipline != null && discipline.sheds(now, waiter.age(now), waiter.after == null);
    }

    /** How long the oldest waiter's claim has lasted at {@code now}; 0 where nobody waits. */
    long longestWait(long now) {
        Waiter first = oldest;
        return first == null ? 0 : first.age(now);
    }

    /**
     * Lets the oldest waiter look for a free slot itself, unless it is going to before long. One that left in the same
     * moment may not have noticed, so the next is told; one that leaves later tells the next itself.
     */
    void alertOldest() {
        VarHandle.fullFence();
        Waiter first = oldest;
        while (first != null && !first.looksLater()) {
            first.alert();
            if (first.queued) {
                return;
            }
            first = oldest;
        }
    }

    /** Lets every waiter look again whether waiting makes sense. */
    void wakeAll() {
        List<Waiter> all = new ArrayList<>();
        lock.lock();
        try {
            for (Waiter waiter = oldest; waiter != null; waiter = waiter.after) {
                all.add(waiter);
            }
        } finally {
            lock.unlock();
        }
        all.forEach(Waiter::wake);
    }

    private void link(@Nullable Waiter before, Waiter waiter, @Nullable Waiter after) {
        waiter.before = before;
        waiter.after = after;
        waiter.first = oldest == null;
        waiter.queued = true;
        if (before == null) {
            oldest = waiter;
        } else {
            before.after = waiter;
        }
        if (after == null) {
            newest = waiter;
        } else {
            after.before = waiter;
        }
        resize(1);
    }

    private void unlink(Waiter waiter) {
        Waiter before = waiter.before;
        Waiter after = waiter.after;
        waiter.before = null;
        waiter.after = null;
        if (before == null) {
            oldest = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.before = before;
        }
        waiter.queued = false;
        resize(-1);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private void resize(int change) {
        size += change;
    }
}
