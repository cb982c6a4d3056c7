package dev.penstock.backends.slots;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Connector;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.waits.WaitAccounts;
import java.util.function.Supplier;

/**
 * What the slot sets of one pool share: an immutable value of thread-safe parts. {@link SlotSetController} hands each
 * part to the classes that use it; no class below takes the whole.
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
        SlotSetObserver observer) {
    /** The calls of the connector for one backend. */
    ConnectorCalls connectorCalls(SlotSet set, BackendMeters meters) {
        return new ConnectorCalls(set, connector, policies, meters, runtime.clock(), observer::roleChanged);
    }
}
