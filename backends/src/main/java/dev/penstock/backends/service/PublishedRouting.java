package dev.penstock.backends.service;

import dev.penstock.backends.routing.RoutingTable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The routing table that claims use. Thread-safe.
 *
 * <p>The lock keeps an older table from replacing a newer one. If many threads republish at once, because many backends
 * change together, one table serves several of them. If a construction throws, the table stays stale, so that the next
 * of these threads constructs it.
 */
final class PublishedRouting {
    private final ReentrantLock lock;
    private final Supplier<RoutingTable> construction;

    /** Whether the table lacks a change. */
    private final AtomicBoolean stale = new AtomicBoolean();

    /** Written under {@link #lock}, read without it. */
    private volatile RoutingTable table = RoutingTable.EMPTY;

    /**
     * Starts with an empty table.
     *
     * @param lock guards whatever the table is made from
     * @param construction makes the table of this moment, under the lock
     */
    PublishedRouting(ReentrantLock lock, Supplier<RoutingTable> construction) {
        this.lock = lock;
        this.construction = construction;
    }

    RoutingTable table() {
        return table;
    }

    /** Publishes a table of this moment. */
    void republish() {
        stale.set(true);
        lock.lock();
        try {
            if (stale.getAndSet(false)) {
                construct();
            }
        } finally {
            lock.unlock();
        }
    }

    private void construct() {
        boolean constructed = false;
        try {
            table = construction.get();
            constructed = true;
        } finally {
            if (!constructed) {
                stale.set(true);
            }
        }
    }
}
