package dev.penstock.pool.claims;

import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The waiters of a pool, the oldest first. Thread-safe; the lock is held for a few pointers, never across a wait.
 *
 * <p>There is a line for each target that claims ask for, so that a wait for a primary does not hold up readers behind
 * it: a slot goes to the oldest waiter that may have it. Where the slot's connection was used it may go to one that
 * came up to {@link #ALIKE_NANOS} later and had this slot last: each thread that comes to a connection of another's,
 * and to its server process, brings them to another processor.
 *
 * <p>Handing over and withdrawing both happen under the lock, so that a waiter that gives up either leaves the queue
 * or has been given a slot, which it then must use or return: no slot is lost to a waiter that has gone. A claimant
 * enqueues before it looks for a free slot once more, and a releaser frees its slot before it looks at the queue once
 * more, so that one of them sees the other; but for the waiter that comes to an empty queue. A releaser that frees a
 * slot at that instant takes no fence to see it, which would cost every release, so that waiter looks once more after
 * {@link #SECOND_LOOK_NANOS}, which is ages for a store to arrive.
 */
public final class ClaimQueue {
    static final long SECOND_LOOK_NANOS = 100_000;

    /** Who came no later than this after the oldest waiter may be served before it where the slot is warm for it. */
    static final long ALIKE_NANOS = 1_000_000;

    /** So many waiters are looked at for that, and one fewer for each time that the oldest was passed over so. */
    private static final int MOST_ALIKE = 32;

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReference<@Nullable Waiter> pollingWaiter = new AtomicReference<>();
    private final TargetQueue[] lines = new TargetQueue[1 + TargetServerType.values().length];
    /** Guarded by {@link #lock}, as all that follows. */
    private long lastTicket;

    private long firstTicket;
    private boolean shedding;

    /** Written under {@link #lock}, as the next. */
    private volatile int size;

    /** Those who do not take any slot. */
    private volatile int choosy;

    ClaimQueue() {
        lines[0] = new TargetQueue(null);
        for (TargetServerType target : TargetServerType.values()) {
            lines[TargetQueue.index(target)] = new TargetQueue(target);
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /**
     * Makes a waiter that waits the polling waiter, unless there is one: it looks for free slots every so often, for whoever
     * waits, so that nobody need be told of a slot that becomes free.
     *
     * @return whether it is the polling waiter
     */
    boolean beginPolling(Waiter waiter) {
        return pollingWaiter.get() == waiter || pollingWaiter.compareAndSet(null, waiter);
    }

    /** The waiter is not the polling waiter from here on; true if it was, so that somebody has to look once more. */
    boolean standDown(Waiter waiter) {
        return pollingWaiter.compareAndSet(waiter, null);
    }

    boolean hasPollingWaiter() {
        return pollingWaiter.get() != null;
    }

    /** From here on waiters are shed, those of each line by a discipline of its own; null for none. */
    void shedBy(@Nullable Supplier<CoDel> disciplines) {
        lock.lock();
        try {
            shedding = disciplines != null;
            for (TargetQueue line : lines) {
                line.shedBy(disciplines == null ? null : disciplines.get());
            }
        } finally {
            lock.unlock();
        }
    }

    boolean sheds() {
        lock.lock();
        try {
            return shedding;
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
            waiter.ticket = ++lastTicket;
            enter(waiter);
            line(waiter).addLast(waiter);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a waiter back that was served a slot it could not use, before all others. */
    void requeue(Waiter waiter) {
        lock.lock();
        try {
            waiter.ticket = --firstTicket;
            enter(waiter);
            line(waiter).addFirst(waiter);
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

    /** Gives a slot that the caller holds to the oldest waiter that may have it and is not shed; false without one. */
    boolean handOver(Slot slot, long now) {
        return handOver(slot, now, false);
    }

    /**
     * Gives a slot that the caller holds to the oldest waiter that may have it and is not shed, or where it is
     * {@code warm} to one that came shortly after and had it last; false without one.
     */
    boolean handOver(Slot slot, long now, boolean warm) {
        Waiter shed = null;
        Waiter served;
        lock.lock();
        try {
            served = oldestFor(slot);
            while (served != null && line(served).isShed(served, now)) {
                unlink(served);
                served.after = shed;
                served.refuse();
                shed = served;
                served = oldestFor(slot);
            }
            if (served != null) {
                served = warm && !shedding ? lastToHave(slot, served) : served;
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

    /**
     * Among those that are as old as {@code oldest}, or nearly so, one that had the slot last; else the oldest.
     * One that was put back before all others may be younger than they are: none is passed over by who came much
     * later.
     */
    private static Waiter lastToHave(Slot slot, Waiter oldest) {
        Waiter earliest = oldest;
        Waiter waiter = oldest;
        for (int seen = oldest.passed; seen < MOST_ALIKE && waiter != null; seen++) {
            long later = waiter.later(earliest);
            if (later > ALIKE_NANOS) {
                return oldest;
            }
            if (waiter.had(slot)) {
                oldest.passed += waiter == oldest ? 0 : 1;
                return waiter;
            }
            earliest = later < 0 ? waiter : earliest;
            waiter = waiter.after;
        }
        return oldest;
    }

    /** The oldest waiter that may have the slot; without the lock, one that was so a moment ago. */
    private @Nullable Waiter oldestFor(Slot slot) {
        if (choosy == 0) {
            Waiter first = lines[0].oldest();
            return first != null && lines[0].takes(slot) ? first : null;
        }
        Waiter found = null;
        for (TargetQueue line : lines) {
            Waiter first = line.oldest();
            if (first != null && (found == null || first.ticket < found.ticket) && line.takes(slot)) {
                found = first;
            }
        }
        return found;
    }

    /** How long the claim of the oldest waiter that may have the slot has lasted at {@code now}; 0 without one. */
    long longestWait(Slot slot, long now) {
        Waiter first = oldestFor(slot);
        return first == null ? 0 : first.age(now);
    }

    /** Whether somebody asks for {@code target}. */
    boolean waitsFor(TargetServerType target) {
        return lines[TargetQueue.index(target)].oldest() != null;
    }

    /** Whether all waiters take any slot. */
    boolean takesAny() {
        return choosy == 0;
    }

    /** What the waiters of this moment ask for, by the age of the oldest; null among it for any slot. */
    List<@Nullable TargetServerType> demands() {
        List<Waiter> firsts = new ArrayList<>();
        for (TargetQueue line : lines) {
            Waiter first = line.oldest();
            if (first != null) {
                firsts.add(first);
            }
        }
        firsts.sort(Comparator.comparingLong(waiter -> waiter.ticket));
        List<@Nullable TargetServerType> demands = new ArrayList<>();
        firsts.forEach(first -> demands.add(first.demand()));
        return demands;
    }

    /**
     * Lets the oldest waiter that may have the slot, which is free, look for it itself, unless it or the polling waiter is
     * going to before long. One that left in the same moment may not have noticed, so the next is told; one that leaves
     * later tells the next itself. The caller has a full fence between what it freed and this.
     */
    void alertOldest(Slot slot) {
        if (hasPollingWaiter()) {
            return;
        }
        for (TargetQueue line : lines) {
            if (line.oldest() != null && line.takes(slot) && alert(line)) {
                return;
            }
        }
    }

    /** Lets the oldest waiter of each line look, as {@link #alertOldest(Slot)}. */
    void alertOldest() {
        for (TargetQueue line : lines) {
            alert(line);
        }
    }

    /** Whether somebody of the line is going to look. */
    private static boolean alert(TargetQueue line) {
        Waiter first = line.oldest();
        while (first != null && !first.looksLater()) {
            first.alert();
            if (first.queued) {
                return true;
            }
            first = line.oldest();
        }
        return first != null;
    }

    /** Lets every waiter look again whether waiting makes sense. */
    void wakeAll() {
        List<Waiter> all = new ArrayList<>();
        lock.lock();
        try {
            for (TargetQueue line : lines) {
                for (Waiter waiter = line.oldest(); waiter != null; waiter = waiter.after) {
                    all.add(waiter);
                }
            }
        } finally {
            lock.unlock();
        }
        all.forEach(Waiter::wake);
    }

    private TargetQueue line(Waiter waiter) {
        return lines[TargetQueue.index(waiter.demand())];
    }

    private void enter(Waiter waiter) {
        waiter.first = size == 0;
        resize(waiter, 1);
    }

    private void unlink(Waiter waiter) {
        line(waiter).remove(waiter);
        resize(waiter, -1);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private void resize(Waiter waiter, int change) {
        size += change;
        if (waiter.demand() != null) {
            choosy += change;
        }
    }
}
