package dev.penstock.waits;

/**
 * A claim that ended, as the flight recorder has it: an immutable value. Times are nanoseconds.
 *
 * @param claimId its ID
 * @param backend the backend whose slot it held
 * @param threadId the ID of the thread that claimed
 * @param beganAgo how long ago {@code getConnection()} was entered
 * @param acquireNanos until the connection was handed over
 * @param holdNanos from there until {@code close()} was entered
 * @param executeNanos the part of the hold in which a JDBC call was at the driver
 * @param calls how many JDBC calls that were
 * @param releaseNanos from there until the slot was claimable again or retired
 */
public record RecordedClaim(
        long claimId,
        String backend,
        long threadId,
        long beganAgo,
        long acquireNanos,
        long holdNanos,
        long executeNanos,
        long calls,
        long releaseNanos) {}
