package dev.penstock.backends;

import java.util.function.BooleanSupplier;

/** Whether anybody of a pool cares which role its backends have. Thread-safe. */
final class RoleWatch {
    private final RoutingPolicy policy;
    private final BooleanSupplier awaited;
    private volatile int inUse;
    private volatile boolean primaryMissing;

    /** For claims of which none waits for a primary. */
    RoleWatch(RoutingPolicy policy) {
        this(policy, () -> false);
    }

    /** @param awaited whether claims wait for a primary at this moment */
    RoleWatch(RoutingPolicy policy, BooleanSupplier awaited) {
        this.awaited = awaited;
        this.policy = policy;
        this.inUse = policy.target().bit();
    }

    RoutingPolicy policy() {
        return policy;
    }

    /** The targets that claims have asked for until now, as bits. */
    boolean uses(TargetServerType target) {
        return (inUse & target.bit()) != 0;
    }

    /** From here on claims may ask for {@code target}. Called under a lock. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void use(TargetServerType target) {
        inUse |= target.bit();
    }

    /** Whether backends are to be asked at each beat. */
    boolean watches() {
        return inUse != TargetServerType.ANY.bit() || policy.balance() == Balance.LATENCY;
    }

    /** Whether every moment counts: claims may ask for a primary, and none is known. */
    boolean primaryMissing() {
        return primaryMissing && (uses(TargetServerType.PRIMARY) || uses(TargetServerType.PREFER_PRIMARY));
    }

    void primaryMissing(boolean now) {
        primaryMissing = now;
    }

    /** Whether claims wait for a primary and nothing else. */
    boolean primaryAwaited() {
        return awaited.getAsBoolean();
    }
}
