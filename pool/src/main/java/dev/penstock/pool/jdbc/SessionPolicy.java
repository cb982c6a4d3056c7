package dev.penstock.pool.jdbc;

import dev.penstock.backends.jdbc.SessionDefaults;
import org.jspecify.annotations.Nullable;

/**
 * How sessions begin, how long ending one may take, and where its slot goes then: an immutable value.
 *
 * @param home where slots go when their claims are over
 * @param defaults how each claim finds its session
 * @param resetMillis the network timeout while a session is reset, in milliseconds
 * @param fatality what ends a connection
 * @param writes whether the claim asked for a primary, so that a server that is read-only ends it, too
 * @param exchange where the claim gets another slot when it is said to be read-only before it is used; null where it
 *     stays
 */
public record SessionPolicy(
        SlotReturn home,
        SessionDefaults defaults,
        int resetMillis,
        DisconnectClassifier fatality,
        boolean writes,
        @Nullable SlotExchange exchange) {}
