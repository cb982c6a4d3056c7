package dev.penstock.backends.slots;

import dev.penstock.backends.Role;
import dev.penstock.backends.TargetServerType;

/**
 * What the routing table of the moment has a slot set for: an immutable value.
 *
 * @param role what the backend is taken for, all of them compared
 * @param epoch the change of its standing that this was judged by; after the next one it is void
 * @param targets the targets whose claims it serves, as bits
 */
public record RoutingEligibility(Role role, int epoch, int targets) {
    /** Of a set that is in no table yet: what is given back may go to whoever asks for nothing. */
    static final RoutingEligibility NONE = new RoutingEligibility(Role.UNKNOWN, 0, TargetServerType.ANY.bit());

    boolean covers(TargetServerType target) {
        return (targets & target.bit()) != 0;
    }
}
