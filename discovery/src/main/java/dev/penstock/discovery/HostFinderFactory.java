package dev.penstock.discovery;

import java.util.List;

/** How hosts become backends, where some of them are names. Thread-safe. */
@FunctionalInterface
public interface HostFinderFactory {
    /**
     * What finds the addresses of these hosts, again and again.
     *
     * @throws DiscoveryException if nothing can
     */
    BackendFinder finder(List<HostAndPort> hosts) throws DiscoveryException;
}
