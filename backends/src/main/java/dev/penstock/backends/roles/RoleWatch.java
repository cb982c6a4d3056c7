package dev.penstock.backends.roles;

import dev.penstock.backends.Balance;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.TargetServerType;
import java.util.function.Predicate;

/** Says which roles the claims of a pool need. Thread-safe. */
public final class RoleWatch {
    private final RoutingPolicy policy;
    private final Predicate<TargetServerType> awaited;
    private volatile int used;
    private volatile boolean primaryMissing;

    /** A watch for a pool in which no claim waits. */
    public RoleWatch(RoutingPolicy policy) {
        this(policy, target -> false);
    }

    /**
     * Creates a watch.
     *
     * @param awaited whether claims for such a target wait at this moment
     */
    public RoleWatch(RoutingPolicy policy, Predicate<TargetServerType> awaited) {
        this.awaited = awaited;
        this.policy = policy;
        this.used = policy.target().bit();
    }

    /** Where claims go. */
    public RoutingPolicy policy() {
        return policy;
    }

    /** Whether claims have asked for {@code target}. */
    public boolean uses(TargetServerType target) {
        return (used & target.bit()) != 0;
    }

    /** Notes that claims ask for {@code target}. Called under the lock of the registry of slot sets. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void use(TargetServerType target) {
        used |= target.bit();
    }

    /** Whether the servers are asked for their roles at each status request. */
    public boolean watches() {
        return used != TargetServerType.ANY.bit() || policy.balance() == Balance.LATENCY;
    }

    /** Whether claims may ask for a primary and no primary is known: then the servers are asked without a pause. */
    public boolean primaryMissing() {
        return primaryMissing && (uses(TargetServerType.PRIMARY) || uses(TargetServerType.PREFER_PRIMARY));
    }

    /** Sets whether no backend is known as a primary. */
    public void setPrimaryMissing(boolean missing) {
        primaryMissing = missing;
    }

    /** Whether claims wait for a primary and no other backend. */
    boolean primaryAwaited() {
        return awaited.test(TargetServerType.PRIMARY);
    }

    /** The targets of the waiting claims, as bits. */
    public int awaited() {
        int bits = 0;
        for (TargetServerType target : TargetServerType.values()) {
            bits |= awaited.test(target) ? target.bit() : 0;
        }
        return bits;
    }
}
