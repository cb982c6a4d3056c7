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
 * @param addresses at least one
 * @param ttl how long they hold
 * @param source who provenance so
 * @param failure why those of the other family are not known, where both are wanted
 */
record Addresses(List<InetAddress> addresses, Duration ttl, String source, Optional<DiscoveryFailure> failure) {
    Addresses {
        addresses = List.copyOf(addresses);
    }

    Addresses(List<InetAddress> addresses, Duration ttl, String source) {
        this(addresses, ttl, source, Optional.empty());
    }

    /** With those of {@code before} that are of a family of which nothing is known now. */
    List<InetAddress> withOtherFamilyOf(List<InetAddress> before) {
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
