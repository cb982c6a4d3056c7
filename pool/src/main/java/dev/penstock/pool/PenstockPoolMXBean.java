package dev.penstock.pool;

import java.util.List;
import java.util.Map;

/** The figures and commands of a running pool, over JMX and in code. Thread-safe. A figure is the current value. */
public interface PenstockPoolMXBean {
    /** The number of connections that no claim holds. */
    int getIdleConnections();

    /** The number of connections that claims hold. */
    int getActiveConnections();

    /**
     * The number of connections: those that claims hold, and those that no claim holds. Slots that are connecting do
     * not count; {@link #getBackends} shows them.
     */
    int getTotalConnections();

    /** The number of claims that wait for a slot. */
    int getThreadsAwaitingConnection();

    /** The health, the slots by state and the last error of each backend; the key is its name and address. */
    Map<String, String> getBackends();

    /** The violations that the pool has found on itself since its start, by promise; each is a defect of Penstock. */
    Map<String, Long> getPromiseViolations();

    /** The last of these violations, the oldest first, each with its time and a text. */
    List<String> getLastPromiseViolations();

    /**
     * Replaces each connection: at once if no claim holds it, otherwise when its claim ends. A claim that begins after
     * this method returned gets a connection that was opened after its call. Waits for the status tasks of the
     * backends, usually less than a millisecond, and for no claim.
     */
    void softEvictConnections();

    /**
     * Suspends the pool until {@link #resumePool}: each claim waits, at most until its deadline.
     *
     * @throws IllegalStateException if allowPoolSuspension is not set
     */
    void suspendPool();

    /** Serves claims again. */
    void resumePool();

    /**
     * Suspends the pool as {@link #suspendPool} does, and waits until no claim holds a connection.
     *
     * @param millis the longest wait, in milliseconds
     * @return the claims that still hold one, the longest first; empty if there are none
     * @throws IllegalStateException if allowPoolSuspension is not set
     */
    List<String> suspend(long millis);

    /**
     * Replaces each connection, and waits for the claims that hold one.
     *
     * @param millis the longest wait, in milliseconds
     * @return the claims that still hold one, the longest first; empty if there are none
     */
    List<String> evict(long millis);

    /**
     * Replaces each connection to one backend, and waits for the claims that hold one.
     *
     * @param backend its name, its address and port, or a key of {@link #getBackends}
     * @param millis the longest wait, in milliseconds
     * @return the claims that still hold one, the longest first; empty if there are none
     * @throws IllegalArgumentException if there is no such backend
     */
    List<String> evictBackend(String backend, long millis);

    /**
     * Takes a backend out of service, and waits for the claims that hold a connection to it.
     *
     * @param backend its name, its address and port, or a key of {@link #getBackends}
     * @param millis the longest wait, in milliseconds
     * @return the claims that still hold one, the longest first; empty if there are none
     * @throws IllegalArgumentException if there is no such backend
     */
    List<String> drainBackend(String backend, long millis);

    /**
     * Returns a drained backend to service.
     *
     * @throws IllegalArgumentException if there is no such backend
     */
    void restoreBackend(String backend);

    /**
     * Explains one claim, in flight or kept, on one page of plain text.
     *
     * @param claim the claim's ID, as logs and exceptions print it
     * @return the page; if the claim is not known, a sentence about the claims that are kept
     */
    String explainClaim(String claim);

    /**
     * Traces the next claims of an operation, of any thread.
     *
     * @param operation the name of the operation
     * @param claims the most claims that are traced: 1 to 1,000
     * @param millis the time for which claims may begin to be traced, in milliseconds: at most a day
     * @throws IllegalArgumentException if an argument is out of its range
     * @throws IllegalStateException if 16 other operations are armed
     */
    void armTraces(String operation, int claims, long millis);

    /**
     * Ends the effect of {@link #armTraces} for an operation.
     *
     * @return whether the operation was armed
     */
    boolean disarmTraces(String operation);

    /** The traces that are kept, the latest first: at most 64 texts, each with the claims and their events. */
    List<String> getTraces();

    /** The last 20 claims that were slow, failed or leaked, the latest first: a line each. */
    List<String> getClaimReports();
}
