package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import dev.penstock.discovery.names.HostNames;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a backend: its address and port.
 *
 * <p>Ordered by address family (IPv4 first), address and port, so that a set has the same order in every client.
 *
 * @param address the IP address
 * @param port 1 to 65535
 */
public record BackendId(InetAddress address, int port) implements Comparable<BackendId> {
    /**
     * Checks the port.
     *
     * @throws IllegalArgumentException if the port is not between 1 and 65535
     */
    public BackendId {
        requireNonNull(address, "address");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "port " + port + " of backend " + address.getHostAddress() + " is not between 1 and 65535");
        }
    }

    @Override
    public int compareTo(BackendId other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.address.getAddress();
        int byFamily = Integer.compare(mine.length, theirs.length);
        if (byFamily != 0) {
            return byFamily;
        }
        int byAddress = Arrays.compareUnsigned(mine, theirs);
        return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
    }

    /** Written by hand, because the method that a record generates delays the start of a pool by its linkage. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BackendId id && port == id.port && address.equals(id.address);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + port;
    }

    /** {@code address:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return HostNames.withPort(address, port);
    }
}
