package dev.penstock.backends.roles;

import dev.penstock.backends.Role;
import dev.penstock.backends.TargetServerType;

/**
 * The targets for which a routing table uses a backend: an immutable value.
 *
 * @param role the role of the backend after a comparison of all backends
 * @param epoch the epoch of the {@link RoleObservation} that was compared; a newer observation voids this value
 * @param targets the targets whose claims the backend serves, as bits
 */
public record RoutingEligibility(Role role, int epoch, int targets) {
    /** The eligibility before the first routing table: a released slot may go to a claim for any backend. */
    static final RoutingEligibility NONE = new RoutingEligibility(Role.UNKNOWN, 0, TargetServerType.ANY.bit());

    boolean covers(TargetServerType target) {
        return (targets & target.bit()) != 0;
    }
}
