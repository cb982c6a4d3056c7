package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Comparator;

/**
 * One server of a service: the address that is dialled and the name that TLS verifies.
 *
 * <p>The identity of a backend is its {@link #id()}: address and port. A server that changes its name, priority or
 * weight stays the same backend and keeps its slots. {@link #equals} compares all components, as in every record;
 * therefore use {@link #id()} as the key. The {@link #address()} contains the name, therefore its host name needs no
 * lookup.
 *
 * @param name the host name for TLS verification, without a trailing dot; the address as text if there is no name
 * @param address the IP address to dial
 * @param port the port to dial, 1 to 65535
 * @param priority as in SRV records, 0 to 65535: lower is preferred
 * @param weight as in SRV records, 0 to 65535: the share among backends of one priority
 */
public record Backend(String name, InetAddress address, int port, int priority, int weight) {
    /** The order by priority, then by {@link BackendId}. */
    static final Comparator<Backend> ORDER = Backend::order;

    private static final int MAX_UNSIGNED_SHORT = 65_535;

    /**
     * Checks the components and adds the name to the address.
     *
     * @throws IllegalArgumentException if the name is empty or a number is out of its range
     */
    public Backend {
        if (requireNonNull(name, "name").isEmpty()) {
            throw new IllegalArgumentException("backend " + address.getHostAddress() + " has an empty name");
        }
        address = named(name, address);
        checkRange("port", port, 1, name);
        checkRange("priority", priority, 0, name);
        checkRange("weight", weight, 0, name);
    }

    /** Returns a backend of priority 0 and weight 0: the values of a backend without an SRV record. */
    public static Backend of(String name, InetAddress address, int port) {
        return new Backend(name, address, port, 0, 0);
    }

    /** Returns the identity of this backend, which stays the same from one answer to the next. */
    public BackendId id() {
        return new BackendId(address, port);
    }

    /** Returns the text for metrics and logs, as in {@code orders-1.test/127.0.0.2:5432}. */
    public String label() {
        return name + "/" + id();
    }

    /** Returns the address to dial; it is always resolved. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    @Override
    public String toString() {
        return label() + " priority " + priority + " weight " + weight;
    }

    private static void checkRange(String what, int value, int min, String name) {
        if (value < min || value > MAX_UNSIGNED_SHORT) {
            throw new IllegalArgumentException(what + " " + value + " of backend " + name + " is not between " + min
                    + " and " + MAX_UNSIGNED_SHORT);
        }
    }

    private static InetAddress named(String name, InetAddress address) {
        try {
            return address instanceof Inet6Address ipv6 && ipv6.getScopeId() > 0
                    ? Inet6Address.getByAddress(name, ipv6.getAddress(), ipv6.getScopeId())
                    : InetAddress.getByAddress(name, address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address of backend " + name + " cannot be used: " + address, e);
        }
    }

    private static int order(Backend one, Backend other) {
        int byPriority = Integer.compare(one.priority, other.priority);
        return byPriority == 0 ? one.id().compareTo(other.id()) : byPriority;
    }
}
