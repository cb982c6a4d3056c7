package dev.penstock.console.stats;

/**
 * A wait event of one operation, or of the pool's own work; only those that had a wait. A row of the view {@code
 * wait_events_by_operation}: an immutable value.
 *
 * @param pool the name of the pool
 * @param operation the application's name for its work, 'other' beyond 256 names; penstock:… for the pool's
 * @param waitEvent the name of the event
 * @param waitClass the class of the event
 * @param total waits that ended
 * @param active waits under way
 * @param waitSeconds the time of all waits, with those under way, in seconds
 * @param waitNanos the same, in nanoseconds
 */
public record OperationWaits(
        String pool,
        String operation,
        String waitEvent,
        String waitClass,
        long total,
        long active,
        double waitSeconds,
        long waitNanos) {}
