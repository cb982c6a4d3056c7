package dev.penstock.backends;

/**
 * The routing of a pool's claims: an immutable value.
 *
 * @param target the servers that may serve a claim without a target
 * @param balance the rule by which every claim chooses among the servers that may serve it
 */
public record RoutingPolicy(TargetServerType target, Balance balance) {
    private static final RoutingPolicy STANDARD = new RoutingPolicy(TargetServerType.ANY, Balance.UNIFORM);

    /** Any server, all equally often. */
    public static RoutingPolicy standard() {
        return STANDARD;
    }

    /** Whether a claim without a target may use any free slot of any serving backend. */
    public boolean takesAny() {
        return target == TargetServerType.ANY && balance != Balance.PRIORITY;
    }

    /** For example {@code preferSecondary, LATENCY}. */
    @Override
    public String toString() {
        return target + ", " + balance;
    }
}
