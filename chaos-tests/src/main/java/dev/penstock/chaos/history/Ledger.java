package dev.penstock.chaos.history;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The entries that the workload tried to commit, each with a number of its own. An entry is acknowledged, doubtful (the
 * commit threw, so that the server may have committed) or rejected. Thread-safe.
 */
public final class Ledger {
    private final AtomicLong next = new AtomicLong();
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Long> doubtful = ConcurrentHashMap.newKeySet();

    Ledger() {}

    /** A new number of an entry. */
    public long nextEntry() {
        return next.incrementAndGet();
    }

    /** The commit is about to be sent: without another word its outcome stays unknown. */
    public void committing(long entry) {
        doubtful.add(entry);
    }

    /** The commit returned. */
    public void acknowledged(long entry) {
        acknowledged.add(entry);
        doubtful.remove(entry);
    }

    /** The entries whose commit returned. */
    public Set<Long> acknowledgedEntries() {
        return Set.copyOf(acknowledged);
    }

    /** Whether the server may have the entry. */
    public boolean mayExist(long entry) {
        return acknowledged.contains(entry) || doubtful.contains(entry);
    }

    /** The number of acknowledged entries. */
    public int size() {
        return acknowledged.size();
    }
}
