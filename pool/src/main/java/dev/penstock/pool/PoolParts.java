package dev.penstock.pool;

import dev.penstock.backends.Connector;
import dev.penstock.backends.Scheduler;
import dev.penstock.backends.threads.SystemScheduler;
import dev.penstock.discovery.Resolver;
import dev.penstock.waits.NanoClock;

/**
 * The parts of a pool that replace those of its configuration: an SPI for simulations.
 *
 * @param resolver finds the backends; the pool starts and closes the resolver
 * @param connector makes the connections
 * @param clock the source of all times of the pool
 * @param scheduler runs the work of the pool
 */
public record PoolParts(Resolver resolver, Connector connector, NanoClock clock, Scheduler scheduler) {
    /** Parts whose work runs on threads of the Java virtual machine. */
    public PoolParts(Resolver resolver, Connector connector, NanoClock clock) {
        this(resolver, connector, clock, SystemScheduler.INSTANCE);
    }
}
