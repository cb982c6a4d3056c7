package dev.penstock.discovery.dns;

import java.util.List;
import org.xbill.DNS.Type;

/**
 * Which addresses of a host become backends.
 *
 * <p>A server with an IPv4 and an IPv6 address is one server. {@link #BOTH} makes two backends of it, the others one.
 * With it a network that carries one family alone makes half of the backends sick, and claims go to the others.
 */
public enum AddressChoice {
    /** IPv4 addresses (A records) only. */
    IPV4,
    /** IPv6 addresses (AAAA records) only. */
    IPV6,
    /** IPv4 addresses; IPv6 addresses of hosts without any. */
    PREFER_IPV4,
    /** IPv6 addresses; IPv4 addresses of hosts without any. */
    PREFER_IPV6,
    /** All addresses. While nobody answers for one family, the addresses of that family are the last known. */
    BOTH;

    /** The record types to ask for, in order. */
    List<Integer> types() {
        return switch (this) {
            case IPV4 -> List.of(Type.A);
            case IPV6 -> List.of(Type.AAAA);
            case PREFER_IPV4, BOTH -> List.of(Type.A, Type.AAAA);
            case PREFER_IPV6 -> List.of(Type.AAAA, Type.A);
        };
    }

    /** Whether the further types are asked for although an earlier one gave addresses. */
    boolean all() {
        return this == BOTH;
    }

    /** The names of the record types, for messages. */
    String typeNames() {
        return types().size() == 1 ? Type.string(types().get(0)) : "A or AAAA";
    }
}
