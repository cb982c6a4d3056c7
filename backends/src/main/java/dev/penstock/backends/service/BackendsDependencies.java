package dev.penstock.backends.service;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Connector;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.threads.PoolThreads;
import dev.penstock.discovery.Resolver;
import dev.penstock.waits.WaitAccounts;

/**
 * What the backends of a pool are made of.
 *
 * @param pool the pool's name, for threads and logs
 * @param resolver who finds the backends; started and closed here
 * @param connector who makes the connections
 * @param policy the numbers to obey
 * @param accounts where waits are recorded
 * @param threads what all this runs on
 * @param routing where claims go
 */
public record BackendsDependencies(
        String pool,
        Resolver resolver,
        Connector connector,
        BackendsPolicy policy,
        WaitAccounts accounts,
        PoolThreads threads,
        RoutingPolicy routing) {
    /** The same for claims that may go anywhere. */
    public BackendsDependencies(
            String pool,
            Resolver resolver,
            Connector connector,
            BackendsPolicy policy,
            WaitAccounts accounts,
            PoolThreads threads) {
        this(pool, resolver, connector, policy, accounts, threads, RoutingPolicy.standard());
    }
}
