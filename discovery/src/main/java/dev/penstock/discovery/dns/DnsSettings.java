package dev.penstock.discovery.dns;

import static java.util.Objects.requireNonNull;

import dev.penstock.discovery.HostAndPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The settings of a {@link DnsResolver}: name servers, timeout and attempts. Immutable.
 *
 * @param servers the name servers; empty, the default, for those of the system, with its hosts file and search path
 * @param queryTimeout the limit for one answer of one server; at least 1 ms, default 500 ms
 * @param attempts how often one resolution asks a silent server the same question; 1 to 10, default 2
 * @param addresses the choice of addresses that become backends; default {@link AddressChoice#PREFER_IPV4}
 * @param policy how many of the servers are asked; default {@link NameServerPolicy#FIRST}
 * @param linkLocal whether link-local addresses, which are valid on one network link only, are used; default false
 */
public record DnsSettings(
        List<InetSocketAddress> servers,
        Duration queryTimeout,
        int attempts,
        AddressChoice addresses,
        NameServerPolicy policy,
        boolean linkLocal) {
    private static final int DEFAULT_PORT = 53;
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if a value is out of its range; the message names each such value
     */
    public DnsSettings {
        servers = List.copyOf(servers);
        requireNonNull(addresses, "addresses");
        requireNonNull(policy, "policy");
        List<String> invalid = new ArrayList<>();
        Set<InetSocketAddress> asked = new HashSet<>();
        for (InetSocketAddress server : servers) {
            if (server.isUnresolved() || server.getPort() == 0) {
                invalid.add("name server " + server + " needs an IP address and a port");
            } else if (!asked.add(server)) {
                invalid.add("name server " + DnsFailures.server(server) + " is listed twice; each has one vote");
            }
        }
        if (queryTimeout.compareTo(Duration.ofMillis(1)) < 0 || queryTimeout.compareTo(MAX_TIMEOUT) > 0) {
            invalid.add("queryTimeout " + queryTimeout + " must be from 1 ms to 1 h");
        }
        if (attempts < 1 || attempts > MAX_ATTEMPTS) {
            invalid.add("attempts " + attempts + " must be from 1 to " + MAX_ATTEMPTS);
        }
        if (!invalid.isEmpty()) {
            throw new IllegalArgumentException("DNS settings: " + String.join("; ", invalid));
        }
    }

    /** Returns the defaults, with the system's name servers, hosts file and search path. */
    public static DnsSettings system() {
        return new DnsSettings(
                List.of(), Duration.ofMillis(500), 2, AddressChoice.PREFER_IPV4, NameServerPolicy.FIRST, false);
    }

    /** Returns these settings with other name servers, which are asked in this order. */
    public DnsSettings withServers(List<InetSocketAddress> nameServers) {
        return new DnsSettings(nameServers, queryTimeout, attempts, addresses, policy, linkLocal);
    }

    /**
     * Returns these settings with other name servers, which are asked in this order.
     *
     * @param nameServers IP addresses separated by commas, each with or without a port, as in
     *     {@code 10.0.0.2,[fd00::2]:5353}
     * @throws IllegalArgumentException if an entry is invalid or a name
     */
    public DnsSettings withServers(String nameServers) {
        List<InetSocketAddress> parsed = new ArrayList<>();
        for (HostAndPort server : HostAndPort.parseList(nameServers, DEFAULT_PORT)) {
            InetAddress address = server.literal()
                    .orElseThrow(() -> new IllegalArgumentException("name server '" + server.host() + "' of '"
                            + nameServers + "' is a name; name servers are given by IP address"));
            parsed.add(new InetSocketAddress(address, server.port()));
        }
        return withServers(parsed);
    }

    /** Returns these settings with another limit for one answer of one server. */
    public DnsSettings withQueryTimeout(Duration timeout) {
        return new DnsSettings(servers, timeout, attempts, addresses, policy, linkLocal);
    }

    /** Returns these settings with another choice of addresses. */
    public DnsSettings withAddresses(AddressChoice choice) {
        return new DnsSettings(servers, queryTimeout, attempts, choice, policy, linkLocal);
    }

    /** Returns these settings with another name server policy. */
    public DnsSettings withPolicy(NameServerPolicy choice) {
        return new DnsSettings(servers, queryTimeout, attempts, addresses, choice, linkLocal);
    }

    /** Returns these settings with another answer to whether link-local addresses are used. */
    public DnsSettings withLinkLocal(boolean used) {
        return new DnsSettings(servers, queryTimeout, attempts, addresses, policy, used);
    }
}
