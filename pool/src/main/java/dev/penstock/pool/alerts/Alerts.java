package dev.penstock.pool.alerts;

import java.util.List;

/** The alerts of one pool. Thread-safe; no claim waits for a reader. */
public interface Alerts {
    /** The state of each rule, in the order of the rules: the defaults first. */
    List<AlertState> states();

    /** The last alerts that fired or were resolved, the latest first: at most 64. */
    List<Alert> kept();

    /**
     * Calls {@code listener} at each alert from now on, beside the listeners that are there.
     *
     * @return ends that when it is closed
     * @throws IllegalStateException if the pool has eight listeners of alerts already
     */
    AutoCloseable listen(AlertListener listener);
}
