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
 * Whom a {@link DnsResolver} asks, and how patiently. Immutable.
 *
 * @param servers the name servers; empty, the default, for the system's, and then with its hosts file and search path
 * @param queryTimeout how long to wait for one answer of one server; at least 1 ms, default 500 ms
 * @param attempts how often a server that does not answer is asked within one resolution, others in between; 1 to 10,
 *     default 2
 * @param addresses which addresses of a host become backends; default {@link AddressChoice#PREFER_IPV4}
 * @param policy how many of the servers are asked; default {@link NameServerPolicy#FIRST}
 */
public record DnsSettings(
        List<InetSocketAddress> servers,
        Duration queryTimeout,
        int attempts,
        AddressChoice addresses,
        NameServerPolicy policy) {
    private static final int DEFAULT_PORT = 53;
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if any is out of its range; the message names every one
     */
    public DnsSettings {
        servers = List.copyOf(servers);
        requireNonNull(addresses, "addresses");
        requireNonNull(policy, "policy");
        List<String> wrong = new ArrayList<>();
        Set<InetSocketAddress> asked = new HashSet<>();
        for (InetSocketAddress server : servers) {
            if (server.isUnresolved() || server.getPort() == 0) {
                wrong.add("name server " + server + " needs an IP address and a port");
            } else if (!asked.add(server)) {
                wrong.add("name server " + DnsTexts.server(server) + " is there twice; each has one vote");
            }
        }
        if (queryTimeout.compareTo(Duration.ofMillis(1)) < 0 || queryTimeout.compareTo(MAX_TIMEOUT) > 0) {
            wrong.add("queryTimeout " + queryTimeout + " must be from 1 ms to 1 h");
        }
        if (attempts < 1 || attempts > MAX_ATTEMPTS) {
            wrong.add("attempts " + attempts + " must be from 1 to " + MAX_ATTEMPTS);
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("DNS settings: " + String.join("; ", wrong));
        }
    }

    /** The system's name servers, hosts file and search path, and the defaults. */
    public static DnsSettings system() {
        return new DnsSettings(List.of(), Duration.ofMillis(500), 2, AddressChoice.PREFER_IPV4, NameServerPolicy.FIRST);
    }

    /** The same with these name servers, asked in this order. */
    public DnsSettings withServers(List<InetSocketAddress> nameServers) {
        return new DnsSettings(nameServers, queryTimeout, attempts, addresses, policy);
    }

    /**
     * The same with these name servers, asked in this order.
     *
     * @param nameServers IP addresses with commas between them, each with or without a port, as in
     *     {@code 10.0.0.2,[fd00::2]:5353}
     * @throws IllegalArgumentException if one cannot be read or is a name
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

    /** The same with another time to wait for one answer of one server. */
    public DnsSettings withQueryTimeout(Duration timeout) {
        return new DnsSettings(servers, timeout, attempts, addresses, policy);
    }

    /** The same with another choice of addresses. */
    public DnsSettings withAddresses(AddressChoice choice) {
        return new DnsSettings(servers, queryTimeout, attempts, choice, policy);
    }

    /** The same with another number of servers that are asked. */
    public DnsSettings withPolicy(NameServerPolicy choice) {
        return new DnsSettings(servers, queryTimeout, attempts, addresses, choice);
    }
}
