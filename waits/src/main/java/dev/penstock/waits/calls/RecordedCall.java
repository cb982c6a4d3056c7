package dev.penstock.waits.calls;

import java.util.Optional;

/**
 * A JDBC call of a claim: an immutable value.
 *
 * @param sql its SQL; empty if it executes none
 * @param beginNanos the time from the begin of the claim until the call went to the driver, in nanoseconds
 * @param nanos the time for which it was at the driver, in nanoseconds
 * @param underWay whether it is at the driver
 */
public record RecordedCall(Optional<SqlText> sql, long beginNanos, long nanos, boolean underWay) {}
