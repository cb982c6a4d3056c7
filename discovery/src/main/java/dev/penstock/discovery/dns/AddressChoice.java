package dev.penstock.discovery.dns;

import java.util.List;
import org.xbill.DNS.Type;

/**
 * The choice of the addresses of a host that become backends.
 *
 * <p>A server with an IPv4 and an IPv6 address becomes two backends with {@link #BOTH}, and one backend otherwise. If
 * the network supports only one address family, half of the backends of {@link #BOTH} fail, and claims use the others.
 */
public enum AddressChoice {
    /** IPv4 addresses (A records) only. */
    IPV4,
    /** IPv6 addresses (AAAA records) only. */
    IPV6,
    /** IPv4 addresses; IPv6 addresses of hosts without an IPv4 address. */
    PREFER_IPV4,
    /** IPv6 addresses; IPv4 addresses of hosts without an IPv6 address. */
    PREFER_IPV6,
    /** All addresses. While no server answers for one family, the last known addresses of that family stay. */
    BOTH;

    /** Returns the record types to ask for, in order. */
    List<Integer> types() {
        return switch (this) {
            case IPV4 -> List.of(Type.A);
            case IPV6 -> List.of(Type.AAAA);
            case PREFER_IPV4, BOTH -> List.of(Type.A, Type.AAAA);
            case PREFER_IPV6 -> List.of(Type.AAAA, Type.A);
        };
    }

    /** Whether every type is asked for, even if an earlier type has addresses. */
    boolean all() {
        return this == BOTH;
    }

    /** Returns the names of the record types for messages. */
    String typeNames() {
        return types().size() == 1 ? Type.string(types().get(0)) : "A or AAAA";
    }
}
