package dev.penstock.backends.service;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Connector;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.threads.PoolThreads;
import dev.penstock.discovery.Resolver;
import dev.penstock.waits.WaitAccounts;

/**
 * The collaborators of {@link Backends}: an immutable value.
 *
 * @param pool the pool's name, for threads and logs
 * @param resolver finds the backends; {@link Backends} starts and closes it
 * @param connector opens, checks and closes the connections
 * @param policy the initial policy
 * @param accounts records the waits
 * @param threads the source of threads
 * @param routing the routing of claims
 */
public record BackendsDependencies(
        String pool,
        Resolver resolver,
        Connector connector,
        BackendsPolicy policy,
        WaitAccounts accounts,
        PoolThreads threads,
        RoutingPolicy routing) {}
