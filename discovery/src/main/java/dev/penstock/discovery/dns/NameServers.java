package dev.penstock.discovery.dns;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;

/**
 * Whom to ask, and what else the system wants done to a name before. Immutable.
 *
 * @param servers at least one, in the order to ask them
 * @param searchPath the domains that are tried for a name with few dots
 * @param ndots how many dots a name needs to be tried as it stands first
 * @param hostsFile the file to look into first; empty if servers are configured, since those are then meant
 */
record NameServers(List<InetSocketAddress> servers, List<Name> searchPath, int ndots, Optional<HostsFile> hostsFile) {
    NameServers {
        servers = List.copyOf(servers);
        searchPath = List.copyOf(searchPath);
    }

    /** With this server alone. */
    NameServers only(InetSocketAddress server) {
        return new NameServers(List.of(server), searchPath, ndots, hostsFile);
    }

    /** Where name servers come from: fixed by the configuration, or read from the system, which may have changed. */
    @FunctionalInterface
    interface Source {
        NameServers get();
    }

    /** The configured servers; where there is none, those the system has at the moment of each call. */
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
