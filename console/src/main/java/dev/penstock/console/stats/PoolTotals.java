package dev.penstock.console.stats;

import java.time.Instant;

/**
 * A pool: its size, and the sums of all its claims. A row of the view 'pools': an immutable value.
 *
 * @param pool the name of the pool
 * @param sampleTime the moment of the reading
 * @param maximumSize the most slots that the pool may have
 * @param waiting claims that wait for a slot
 * @param inUse slots that a claim holds or is returning
 * @param claimsEnded claims that ended, with the failed ones
 * @param claimsFailed claims that got no connection
 * @param wallSeconds the time of all claims, with those in flight, in seconds
 * @param wallNanos the same, in nanoseconds
 * @param unaccountedSeconds the part of it that no wait event was charged with: 0 unless the accounting has a
 *     defect, in seconds
 * @param unaccountedNanos the same, in nanoseconds
 * @param load the average number of claims in flight since the start
 */
public record PoolTotals(
        String pool,
        Instant sampleTime,
        long maximumSize,
        long waiting,
        long inUse,
        long claimsEnded,
        long claimsFailed,
        double wallSeconds,
        long wallNanos,
        double unaccountedSeconds,
        long unaccountedNanos,
        double load) {}
