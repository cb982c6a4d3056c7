package dev.penstock.console.stats;

import java.util.OptionalLong;

/**
 * A session that is open at this moment, the oldest first. A row of the view 'sessions': an immutable
 * value.
 *
 * @param pool the name of the pool
 * @param session the number of the session, in the order of opening, from 1 on
 * @param backend the label of its backend
 * @param slot the number of its slot
 * @param pid the process or connection of the server; empty if the driver does not tell it
 * @param ageSeconds the time since it was opened, in seconds
 * @param ageNanos the same, in nanoseconds
 * @param claims the claims that it was handed to
 */
public record OpenSession(
        String pool,
        long session,
        String backend,
        long slot,
        OptionalLong pid,
        double ageSeconds,
        long ageNanos,
        long claims) {}
