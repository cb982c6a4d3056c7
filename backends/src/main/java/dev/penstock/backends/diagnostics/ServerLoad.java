package dev.penstock.backends.diagnostics;

/**
 * How many connections a server has: an immutable value.
 *
 * @param askedAt the moment at which the server was asked, in nanoseconds of the pool's clock
 * @param used the connections of all its clients
 * @param maximum its {@code max_connections}
 */
public record ServerLoad(long askedAt, int used, int maximum) {}
