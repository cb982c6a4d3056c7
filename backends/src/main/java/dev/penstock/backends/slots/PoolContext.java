package dev.penstock.backends.slots;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Connector;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.waits.WaitAccounts;
import java.util.function.Supplier;

/**
 * What the slot sets of one pool share: an immutable value of thread-safe parts. Each class below takes only the parts
 * that it uses.
 *
 * @param connector opens, checks and closes sessions
 * @param policies supplies the policy of the moment
 * @param accounts the accounts of the pool's waits
 * @param runtime the name, clock and threads of the pool
 * @param observer is notified by the status tasks
 */
public record PoolContext(
        Connector connector,
        Supplier<BackendsPolicy> policies,
        WaitAccounts accounts,
        PoolRuntime runtime,
        SlotSetObserver observer) {}
