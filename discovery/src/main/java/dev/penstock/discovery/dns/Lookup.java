package dev.penstock.discovery.dns;

import static java.util.Objects.requireNonNull;

import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.names.Idna;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** The lookup of a {@link DnsResolver}: the SRV records of a name, or the addresses of hosts. Immutable. */
public sealed interface Lookup {
    /**
     * The lookup of SRV records; their targets, ports, priorities and weights make the backends.
     *
     * @param name the full name, as in {@code _postgresql._tcp.orders.example.com}; no search path is applied; an
     *     international name is converted to its {@code xn--} form
     * @param fallback the host whose addresses make the backends until the name first has SRV records; empty for no
     *     fallback
     * @param targetDomains the domains that a target must be in; empty if any target is accepted
     */
    record Srv(String name, Optional<HostAndPort> fallback, Optional<TargetDomains> targetDomains) implements Lookup {
        /**
         * Checks the name.
         *
         * @throws IllegalArgumentException if the name is not a domain name
         */
        public Srv {
            requireNonNull(fallback, "fallback");
            requireNonNull(targetDomains, "targetDomains");
            name = Idna.toAscii(name);
            try {
                if (name.isBlank() || Name.fromString(name, Name.root).labels() < 2) {
                    throw new IllegalArgumentException("'" + name + "' is not an SRV name; write it like"
                            + " _postgresql._tcp.orders.example.com");
                }
            } catch (TextParseException e) {
                throw new IllegalArgumentException("'" + name + "' is not an SRV name: " + e.getMessage(), e);
            }
        }

        /**
         * Returns this lookup with its domain as the fallback: the name without the labels of service and protocol.
         *
         * @param port the port of the host
         * @throws IllegalArgumentException if the rest of the name is not a host
         */
        public Srv withFallback(int port) {
            return new Srv(name, Optional.of(new HostAndPort(domain(), port)), targetDomains);
        }

        /**
         * Returns this lookup with a restriction of its targets: each must be below the domain of this name, or in one
         * of the other domains. Without the restriction DNS alone decides which name TLS verifies.
         *
         * @param others further domains; may be empty
         * @throws IllegalArgumentException if the name has no domain, or a domain is not a host name
         */
        public Srv withTargetDomains(List<String> others) {
            List<String> all = new ArrayList<>(others);
            all.add(domain());
            return new Srv(name, fallback, Optional.of(new TargetDomains(all)));
        }

        /** The name without the labels of service and protocol. */
        private String domain() {
            String domain = name;
            while (domain.startsWith("_")) {
                domain = domain.substring(domain.indexOf('.') < 0 ? domain.length() : domain.indexOf('.') + 1);
            }
            if (domain.isEmpty()) {
                throw new IllegalArgumentException("'" + name
                        + "' has no host after its service and protocol; write it like"
                        + " _postgresql._tcp.orders.example.com");
            }
            return domain;
        }

        @Override
        public String toString() {
            return "SRV " + name + fallback.map(host -> ", otherwise " + host).orElse("");
        }
    }

    /**
     * The lookup of the addresses of one or more hosts. Each address is a backend of priority 0 and weight 0.
     *
     * @param hosts names or IP addresses, each with its port; at least one
     */
    record Hosts(List<HostAndPort> hosts) implements Lookup {
        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if the list is empty
         */
        public Hosts {
            hosts = List.copyOf(hosts);
            if (hosts.isEmpty()) {
                throw new IllegalArgumentException("the list of hosts to look up is empty");
            }
        }

        @Override
        public String toString() {
            return "hosts " + hosts;
        }
    }

    /** Returns the lookup of the SRV records of {@code name}. */
    static Srv srv(String name) {
        return new Srv(name, Optional.empty(), Optional.empty());
    }

    /** Returns the lookup of the addresses of {@code hosts}. */
    static Lookup hosts(HostAndPort... hosts) {
        return new Hosts(List.of(hosts));
    }
}
