package dev.penstock.discovery.file;

import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.HostAndPort;
import java.util.List;

/** A factory of finders for the hosts of a file, if some of them are names. Thread-safe. */
@FunctionalInterface
public interface HostFinderFactory {
    /**
     * Creates a finder that looks these hosts up each time it is called.
     *
     * @throws DiscoveryException if the hosts cannot be looked up
     */
    BackendFinder create(List<HostAndPort> hosts) throws DiscoveryException;
}
