package dev.penstock.pool;

import dev.penstock.backends.Slot;
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
 * more, so that one of them sees the other.
 */
final class ClaimQueue {
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}, as the links of the waiters. */
    private @Nullable Waiter oldest;

    private @Nullable Waiter newest;
    private int count;
    /** The count, for those without the lock. */
    private volatile int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Adds a waiter behind all others. */
    void enqueue(Waiter waiter) {
        lock.lock();
        try {
            link(newest, waiter, null);
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

    /** Removes a waiter that gives up; false where it has been given a slot. */
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

    /** Gives a slot that the caller holds to the oldest waiter; false where there is none. */
    boolean handOver(Slot slot) {
        Waiter served;
        lock.lock();
        try {
            served = oldest;
            if (served == null) {
                return false;
            }
            unlink(served);
            served.give(slot);
        } finally {
            lock.unlock();
        }
        served.wake();
        return true;
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
        count++;
        size = count;
    }

    private void unlink(Waiter waiter) {
        if (waiter.before == null) {
            oldest = waiter.after;
        } else {
            waiter.before.after = waiter.after;
        }
        if (waiter.after == null) {
            newest = waiter.before;
        } else {
            waiter.after.before = waiter.before;
        }
        waiter.before = null;
        waiter.after = null;
        waiter.queued = false;
        count--;
        size = count;
    }
}
