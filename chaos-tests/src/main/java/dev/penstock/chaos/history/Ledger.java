package dev.penstock.chaos.history;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The entries that the workload tried to commit, each with a number of its own. An entry is acknowledged, doubtful (the
 * commit threw, so that the server may have committed) or rejected. Thread-safe.
 */
public final class Ledger {
    private final AtomicInteger next = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    /** A bit an entry, so that an hour of entries fits into memory. Guarded by the lock, as the other set. */
    private final BitSet acknowledged = new BitSet();

    private final BitSet doubtful = new BitSet();

    Ledger() {}

    /** A new number of an entry. */
    public long nextEntry() {
        return next.incrementAndGet();
    }

    /** The commit is about to be sent: without another word its outcome stays unknown. */
    public void committing(long entry) {
        lock.lock();
        try {
            doubtful.set(Math.toIntExact(entry));
        } finally {
            lock.unlock();
        }
    }

    /** The commit returned. */
    public void acknowledged(long entry) {
        lock.lock();
        try {
            acknowledged.set(Math.toIntExact(entry));
            doubtful.clear(Math.toIntExact(entry));
        } finally {
            lock.unlock();
        }
    }

    /** The entries whose commit returned, one bit each. */
    public BitSet acknowledgedEntries() {
        lock.lock();
        try {
            return (BitSet) acknowledged.clone();
        } finally {
            lock.unlock();
        }
    }

    /** The entries that the servers may have: those whose commit returned or may have reached the server. */
    public BitSet possibleEntries() {
        lock.lock();
        try {
            BitSet possible = (BitSet) acknowledged.clone();
            possible.or(doubtful);
            return possible;
        } finally {
            lock.unlock();
        }
    }
}
