package dev.penstock.backends.slots;

import dev.penstock.backends.Balance;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.TargetServerType;
import java.util.function.Predicate;

/** Whether anybody of a pool cares which role its backends have. Thread-safe. */
public final class RoleWatch {
    private final RoutingPolicy policy;
    private final Predicate<TargetServerType> awaited;
    private volatile int inUse;
    private volatile boolean primaryMissing;

    /** For claims of which none waits. */
    public RoleWatch(RoutingPolicy policy) {
        this(policy, target -> false);
    }

    /** @param awaited whether claims wait at this moment that ask for such a backend */
    public RoleWatch(RoutingPolicy policy, Predicate<TargetServerType> awaited) {
        this.awaited = awaited;
        this.policy = policy;
        this.inUse = policy.target().bit();
    }

    public RoutingPolicy policy() {
        return policy;
    }

    /** The targets that claims have asked for until now, as bits. */
    public boolean uses(TargetServerType target) {
        return (inUse & target.bit()) != 0;
    }

    /** From here on claims may ask for {@code target}. Called under a lock. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void use(TargetServerType target) {
        inUse |= target.bit();
    }

    /** Whether backends are to be asked at each beat. */
    public boolean watches() {
        return inUse != TargetServerType.ANY.bit() || policy.balance() == Balance.LATENCY;
    }

    /** Whether every moment counts: claims may ask for a primary, and none is known. */
    public boolean primaryMissing() {
        return primaryMissing && (uses(TargetServerType.PRIMARY) || uses(TargetServerType.PREFER_PRIMARY));
    }

    public void setPrimaryMissing(boolean now) {
        primaryMissing = now;
    }

    /** Whether claims wait for a primary and nothing else. */
    public boolean primaryAwaited() {
        return awaited.test(TargetServerType.PRIMARY);
    }

    /** The targets that claims wait for and nothing else, as bits. */
    public int awaited() {
        int bits = 0;
        for (TargetServerType target : TargetServerType.values()) {
            bits |= awaited.test(target) ? target.bit() : 0;
        }
        return bits;
    }
}
