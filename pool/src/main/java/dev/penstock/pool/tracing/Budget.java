package dev.penstock.pool.tracing;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Bounds the number and the bytes of what a trace keeps. Thread-safe; no method blocks. */
final class Budget {
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final long mostEntries;
    private final long mostBytes;
    private final @Nullable Budget shared;

    /** {@code shared} bounds the sum of several budgets; null for none. */
    Budget(long mostEntries, long mostBytes, @Nullable Budget shared) {
        this.mostEntries = mostEntries;
        this.mostBytes = mostBytes;
        this.shared = shared;
    }

    /** Whether there is room for a small entry. */
    boolean hasRoom() {
        return entries.get() < mostEntries && bytes.get() < mostBytes && (shared == null || shared.hasRoom());
    }

    /** Takes room for one entry of so many bytes; false if there is none. */
    boolean take(long size) {
        if (!hasRoom()) {
            return false;
        }
        charge(size);
        return true;
    }

    /** Takes room for one entry, whatever is left: for the few entries that no trace may lack. */
    void charge(long size) {
        entries.incrementAndGet();
        bytes.addAndGet(size);
        if (shared != null) {
            shared.charge(size);
        }
    }

    /** Returns all room to the shared budget. */
    void release() {
        if (shared != null) {
            shared.entries.addAndGet(-entries.get());
            shared.bytes.addAndGet(-bytes.get());
        }
    }
}
