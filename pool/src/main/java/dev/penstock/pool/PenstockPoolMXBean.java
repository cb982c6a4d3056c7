package dev.penstock.pool;

import java.util.Map;

/** A running pool's figures, and what can be done with it, over JMX too. Thread-safe; every figure is of its moment. */
public interface PenstockPoolMXBean {
    /** Connections that no claim holds. */
    int getIdleConnections();

    /** Connections that claims hold. */
    int getActiveConnections();

    /** All slots, those that connect among them. */
    int getTotalConnections();

    /** Claims that wait for a slot. */
    int getThreadsAwaitingConnection();

    /** The backends by name and address: health, slots by state, and the last error. */
    Map<String, String> getBackends();

    /** Replaces every connection: those that no claim holds at once, the others as they are given back. */
    void softEvictConnections();

    /**
     * Lets claims wait, each until its deadline, until {@link #resumePool}.
     *
     * @throws IllegalStateException if allowPoolSuspension is not set
     */
    void suspendPool();

    /** Ends what {@link #suspendPool} began. */
    void resumePool();
}
