package dev.penstock.discovery.dns;

import dev.penstock.discovery.HostAndPort;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** What a {@link DnsResolver} looks up. Immutable. */
public sealed interface Lookup {
    /**
     * The SRV records of a name; their targets, ports, priorities and weights make the backends.
     *
     * @param name the full name, as in {@code _postgresql._tcp.orders.example.com}; no search path is applied
     */
    record Srv(String name) implements Lookup {
        /**
         * Checks the name.
         *
         * @throws IllegalArgumentException if it is no domain name
         */
        public Srv {
            try {
                if (name.isBlank() || Name.fromString(name, Name.root).labels() < 2) {
                    throw new IllegalArgumentException(
                            "'" + name + "' is no SRV name; write it like" + " _postgresql._tcp.orders.example.com");
                }
            } catch (TextParseException e) {
                throw new IllegalArgumentException("'" + name + "' is no SRV name: " + e.getMessage(), e);
            }
        }

        @Override
        public String toString() {
            return "SRV " + name;
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
    static Lookup srv(String name) {
        return new Srv(name);
    }

    /** The addresses of {@code hosts}. */
    static Lookup hosts(HostAndPort... hosts) {
        return new Hosts(List.of(hosts));
    }
}
