package dev.penstock.backends.service;

import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.threads.EventCount;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The steps of the end of a service's backends: begin, wait for the claims, abort the connections that they hold, and
 * end the threads. Thread-safe.
 */
public final class BackendsShutdown {
    private final Backends backends;
    private final SlotSetRegistry registry;
    private final ServiceDiscovery discovery;
    private final EventCount changes;

    BackendsShutdown(Backends backends, SlotSetRegistry registry, ServiceDiscovery discovery, EventCount changes) {
        this.backends = backends;
        this.registry = registry;
        this.discovery = discovery;
        this.changes = changes;
    }

    /** Ends discovery and connecting, and closes every unclaimed connection. */
    public BackendsShutdown begin() {
        registry.close();
        discovery.close();
        return this;
    }

    /**
     * Waits until claims have returned every connection, and all connections are closed.
     *
     * @return whether that was so within {@code limit}
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean awaitReturns(Duration limit) throws InterruptedException {
        return changes.await(() -> all(SlotSetController::isDrained), limit);
    }

    /** Aborts and closes every connection that a claim holds. Other threads do that. */
    public void abortHeld() {
        registry.controllers().forEach(SlotSetController::abortHeld);
    }

    /**
     * Waits until all connections are closed, held ones included.
     *
     * @return whether that was so within {@code limit}
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean awaitCloses(Duration limit) throws InterruptedException {
        return changes.awaitPolling(() -> all(controller -> controller.set().isDisconnected()), limit);
    }

    /** Ends the threads once they have no work. A connection that a claim returns later is closed nevertheless. */
    public void end() {
        backends.stopThreads();
        registry.controllers().forEach(SlotSetController::dispose);
    }

    /**
     * Waits until the threads of the pool have ended, except the calling thread.
     *
     * @return the threads that still run after {@code limit}
     * @throws InterruptedException if interrupted while waiting
     */
    public List<Thread> awaitThreads(Duration limit) throws InterruptedException {
        return backends.threads().live().awaitEnd(limit, backends.clock());
    }

    private boolean all(Predicate<SlotSetController> condition) {
        return registry.controllers().stream().allMatch(condition);
    }
}
