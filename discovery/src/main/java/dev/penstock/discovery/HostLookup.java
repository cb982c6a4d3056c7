package dev.penstock.discovery;

import java.util.List;
import java.util.stream.Collectors;

/** How hosts become backends, where some of them are names. Thread-safe. */
@FunctionalInterface
public interface HostLookup {
    /**
     * What finds the addresses of these hosts, again and again.
     *
     * @throws DiscoveryException if nothing can
     */
    BackendFinder finder(List<HostAndPort> hosts) throws DiscoveryException;

    /** A lookup for those who list IP addresses only: it refuses names. */
    static HostLookup none() {
        return hosts -> {
            String names = hosts.stream()
                    .filter(host -> host.literal().isEmpty())
                    .map(HostAndPort::host)
                    .collect(Collectors.joining(", "));
            throw new DiscoveryException(
                    DiscoveryFailure.Kind.OTHER,
                    "names cannot be looked up here; write IP addresses instead of " + names);
        };
    }
}
