package dev.penstock.discovery.dns;

import static java.util.Objects.requireNonNull;

import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.names.Idna;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** What a {@link DnsResolver} looks up. Immutable. */
public sealed interface Lookup {
    /**
     * The SRV records of a name; their targets, ports, priorities and weights make the backends.
     *
     * @param name the full name, as in {@code _postgresql._tcp.orders.example.com}; no search path is applied; an
     *     international name is turned into its {@code xn--} form
     * @param fallback the host that makes the backends while the name has no SRV records and never had any; empty for
     *     none
     */
    record Srv(String name, Optional<HostAndPort> fallback) implements Lookup {
        /**
         * Checks the name.
         *
         * @throws IllegalArgumentException if it is no domain name
         */
        public Srv {
            requireNonNull(fallback, "fallback");
            name = Idna.toAscii(name);
            try {
                if (name.isBlank() || Name.fromString(name, Name.root).labels() < 2) {
                    throw new IllegalArgumentException(
                            "'" + name + "' is no SRV name; write it like" + " _postgresql._tcp.orders.example.com");
                }
            } catch (TextParseException e) {
                throw new IllegalArgumentException("'" + name + "' is no SRV name: " + e.getMessage(), e);
            }
        }

        /**
         * The same with its domain as the fallback: what is left of the name without the labels of service and
         * protocol.
         *
         * @param port the port of the host
         * @throws IllegalArgumentException if nothing is left that could be a host
         */
        public Srv withFallback(int port) {
            String host = name;
            while (host.startsWith("_")) {
                host = host.substring(host.indexOf('.') < 0 ? host.length() : host.indexOf('.') + 1);
            }
            if (host.isEmpty()) {
                throw new IllegalArgumentException("'" + name
                        + "' has no host after its service and protocol; write it like"
                        + " _postgresql._tcp.orders.example.com");
            }
            return new Srv(name, Optional.of(new HostAndPort(host, port)));
        }

        @Override
        public String toString() {
            return "SRV " + name + fallback.map(host -> ", else " + host).orElse("");
        }
    }

    /**
     * The addresses of one or more hosts, merged. Each address is a backend of priority 0 and weight 0.
     *
     * @param hosts names or IP addresses, each with its port; at least one
     */
    record Hosts(List<HostAndPort> hosts) implements Lookup {
        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if it is empty
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

    /** The SRV records of {@code name}. */
    static Srv srv(String name) {
        return new Srv(name, Optional.empty());
    }

    /** The addresses of {@code hosts}. */
    static Lookup hosts(HostAndPort... hosts) {
        return new Hosts(List.of(hosts));
    }
}
