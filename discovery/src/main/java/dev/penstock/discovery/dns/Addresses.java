package dev.penstock.discovery.dns;

import dev.penstock.discovery.DiscoveryFailure;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of one host.
 *
 * @param addresses at least one address
 * @param ttl the time until they expire
 * @param source the source for views: a name server, the hosts file, …
 * @param failure why the addresses of one family are unknown, if both families were asked for
 */
record Addresses(List<InetAddress> addresses, Duration ttl, String source, Optional<DiscoveryFailure> failure) {
    Addresses {
        addresses = List.copyOf(addresses);
    }

    Addresses(List<InetAddress> addresses, Duration ttl, String source) {
        this(addresses, ttl, source, Optional.empty());
    }

    /** Returns the addresses, and those of {@code before} whose family is unknown now. */
    List<InetAddress> withUnknownFamilyOf(List<InetAddress> before) {
        if (failure.isEmpty()) {
            return addresses;
        }
        List<InetAddress> all = new ArrayList<>(addresses);
        before.stream()
                .filter(each -> addresses.stream().noneMatch(now -> now.getClass() == each.getClass()))
                .forEach(all::add);
        return all;
    }
}
