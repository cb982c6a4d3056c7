package dev.penstock.discovery.dns;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;

/**
 * The name servers to ask, and the system's rules for short names. Immutable.
 *
 * @param servers the servers, in the order to ask them
 * @param searchPath the domains to try for a name with few dots
 * @param ndots the least number of dots of a name that is tried as it is before the search path
 * @param hostsFile the file to search first; empty if the configuration has servers, because then only they count
 */
record NameServers(List<InetSocketAddress> servers, List<Name> searchPath, int ndots, Optional<HostsFile> hostsFile) {
    NameServers {
        servers = List.copyOf(servers);
        searchPath = List.copyOf(searchPath);
    }

    /** Returns these rules with one server. */
    NameServers only(InetSocketAddress server) {
        return new NameServers(List.of(server), searchPath, ndots, hostsFile);
    }

    /** The source of name servers: the configuration, or the system, whose servers may change. */
    @FunctionalInterface
    interface Source {
        NameServers get();
    }

    /** Returns the configured servers; if there are none, those that the system has at the time of each call. */
    static Source of(DnsSettings settings) {
        if (settings.servers().isEmpty()) {
            return NameServers::ofSystem;
        }
        NameServers configured = new NameServers(settings.servers(), List.of(), 1, Optional.empty());
        return () -> configured;
    }

    private static NameServers ofSystem() {
        ResolverConfig.refresh();
        ResolverConfig config = ResolverConfig.getCurrentConfig();
        return new NameServers(
                config.servers(), config.searchPath(), config.ndots(), Optional.of(HostsFile.ofSystem()));
    }
}
