package dev.penstock.backends;

/**
 * Where claims go that say nothing of it: an immutable value.
 *
 * @param target which servers may serve them
 * @param balance how claims, these and others, choose among those that may
 */
public record RoutingPolicy(TargetServerType target, Balance balance) {
    private static final RoutingPolicy STANDARD = new RoutingPolicy(TargetServerType.ANY, Balance.UNIFORM);

    /** Any server, all alike. */
    public static RoutingPolicy standard() {
        return STANDARD;
    }

    /** Whether claims that say nothing may take whatever slot is free of a backend that serves. */
    public boolean takesAny() {
        return target == TargetServerType.ANY && balance != Balance.PRIORITY;
    }
}
