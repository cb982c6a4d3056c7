package dev.penstock.pool;

import java.util.List;
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

    /**
     * Lets claims wait as {@link #suspendPool}, and waits up to so many milliseconds until no claim holds a connection.
     *
     * @return who holds one still, the longest first; empty where nobody does
     * @throws IllegalStateException if allowPoolSuspension is not set
     */
    List<String> suspend(long millis);

    /**
     * Replaces every connection, and waits up to so many milliseconds for the claims that hold one.
     *
     * @return who holds one still, the longest first; empty where nobody does
     */
    List<String> evict(long millis);

    /**
     * Replaces every connection to one backend, and waits up to so many milliseconds for the claims that hold one.
     *
     * @param backend its name, address and port, or both as {@link #getBackends} has them
     * @return who holds one still, the longest first; empty where nobody does
     * @throws IllegalArgumentException if there is no such backend
     */
    List<String> evictBackend(String backend, long millis);

    /**
     * Takes a backend out of service, and waits up to so many milliseconds for the claims that hold a connection to it.
     *
     * @param backend its name, address and port, or both as {@link #getBackends} has them
     * @return who holds one still, the longest first; empty where nobody does
     * @throws IllegalArgumentException if there is no such backend
     */
    List<String> drainBackend(String backend, long millis);

    /**
     * Lets a backend serve again that was drained.
     *
     * @throws IllegalArgumentException if there is no such backend
     */
    void restoreBackend(String backend);
}
