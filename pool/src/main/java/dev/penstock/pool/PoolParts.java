package dev.penstock.pool;

import dev.penstock.backends.Connector;
import dev.penstock.backends.Scheduler;
import dev.penstock.discovery.Resolver;
import dev.penstock.waits.NanoClock;

/**
 * What a pool is made of where somebody brings it, rather than have it made as the configuration says: an SPI for
 * simulations.
 *
 * @param resolver who finds the backends; started and closed by the pool
 * @param connector who makes the connections
 * @param clock what all times of the pool are read from
 * @param scheduler what the pool runs on
 */
public record PoolParts(Resolver resolver, Connector connector, NanoClock clock, Scheduler scheduler) {}
