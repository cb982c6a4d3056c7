package dev.penstock.pool.jdbc;

import dev.penstock.backends.jdbc.SessionInspectors;
import java.time.Duration;

/**
 * The rules for the reset of a session: an immutable value of thread-safe parts.
 *
 * @param limit the longest time of a reset
 * @param inspectors know the pool's driver
 */
public record ResetPolicy(Duration limit, SessionInspectors inspectors) {}
