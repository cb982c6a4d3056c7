package dev.penstock.pool.tracing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Bounds the number and the bytes of what a trace keeps. Thread-safe; a lock is held for a few additions only. */
final class Budget {
    private final long mostEntries;
    private final long mostBytes;
    private final @Nullable Budget shared;

    /** A thread that holds it may take that of the shared budget, and never the other way round. */
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long entries;

    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private boolean released;

    /** {@code shared} bounds the sum of several budgets; null for none. */
    Budget(long mostEntries, long mostBytes, @Nullable Budget shared) {
        this.mostEntries = mostEntries;
        this.mostBytes = mostBytes;
        this.shared = shared;
    }

    /** Whether there is room for a small entry; never after {@link #release}. */
    boolean hasRoom() {
        lock.lock();
        try {
            return !released && entries < mostEntries && bytes < mostBytes && (shared == null || shared.hasRoom());
        } finally {
            lock.unlock();
        }
    }

    /** Takes room for one entry of so many bytes; false if there is none. */
    boolean take(long size) {
        if (!hasRoom()) {
            return false;
        }
        charge(size);
        return true;
    }

    /**
     * Takes room for one entry, whatever is left: for the few entries that no trace may lack. After {@link #release}
     * it does nothing: a claim may outlive its trace, and nobody would return its room.
     */
    void charge(long size) {
        lock.lock();
        try {
            if (!released) {
                add(1, size);
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(long number, long size) {
        lock.lock();
        try {
            entries += number;
            bytes += size;
            if (shared != null) {
                shared.add(number, size);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns all room to the shared budget, once. */
    void release() {
        lock.lock();
        try {
            if (!released && shared != null) {
                shared.add(-entries, -bytes);
            }
            released = true;
        } finally {
            lock.unlock();
        }
    }
}
