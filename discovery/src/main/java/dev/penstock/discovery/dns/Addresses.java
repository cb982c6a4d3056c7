package dev.penstock.discovery.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * The addresses of one host.
 *
 * @param addresses at least one
 * @param ttl how long they hold
 * @param source who said so
 */
record Addresses(List<InetAddress> addresses, Duration ttl, String source) {
    Addresses {
        addresses = List.copyOf(addresses);
    }
}
