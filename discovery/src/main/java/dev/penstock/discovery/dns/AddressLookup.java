package dev.penstock.discovery.dns;

import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.names.HostNames;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A lookup of the addresses of a host. Not thread-safe.
 *
 * <p>The order: an IP address, the hosts file, {@code localhost}, then DNS. An error ends the search. Only a negative
 * answer leads on to the next domain of the search path or to the other address family. Therefore a failing server
 * never turns one name into another.
 */
final class AddressLookup {
    private static final Duration HOSTS_FILE_TTL = Duration.ofSeconds(10);

    private final NameServers nameServers;
    private final RecordLookup records;
    private final AddressChoice choice;
    private final boolean linkLocal;

    AddressLookup(NameServers nameServers, RecordLookup records, DnsSettings settings) {
        this.nameServers = nameServers;
        this.records = records;
        this.choice = settings.addresses();
        this.linkLocal = settings.linkLocal();
    }

    /**
     * Finds the addresses of a configured host.
     *
     * @throws DiscoveryException if the host has no address, or if no server answers
     */
    Addresses find(HostAndPort host, Deadline deadline) throws DiscoveryException, InterruptedException {
        Optional<InetAddress> literal = host.literal();
        if (literal.isPresent()) {
            return new Addresses(List.of(literal.get()), Ttls.MAX, "the configuration");
        }
        List<InetAddress> local = inHostsFile(host.host());
        if (!local.isEmpty()) {
            return new Addresses(local, HOSTS_FILE_TTL, "the hosts file");
        }
        if (isLocalhost(host.host())) {
            return new Addresses(loopback(), Ttls.MAX, "RFC 6761");
        }
        return search(host.host(), deadline);
    }

    /** Finds the addresses of a full name by DNS. */
    Addresses find(Name name, Deadline deadline) throws DiscoveryException, InterruptedException {
        return find(name, AdditionalRecords.none(), deadline);
    }

    /**
     * Finds the addresses of a full name by DNS.
     *
     * @param additional records that save questions
     */
    Addresses find(Name name, AdditionalRecords additional, Deadline deadline)
            throws DiscoveryException, InterruptedException {
        AddressesBuilder answers = new AddressesBuilder(linkLocal);
        for (int type : choice.types()) {
            try {
                Optional<Records> known = additional.find(name, type);
                answers.add(known.isPresent() ? known.get() : records.find(name, type, deadline));
            } catch (DiscoveryException e) {
                if (!choice.all() || e.failure().kind() == Kind.NO_SUCH_NAME) {
                    throw e;
                }
                answers.fail(e);
            }
            if (answers.hasAddresses() && !choice.all()) {
                break;
            }
        }
        return answers.build(() -> DnsFailures.noAddress(
                DnsFailures.name(name), choice.typeNames(), serversText(), answers.negativeTtl()));
    }

    private String serversText() {
        return DnsFailures.servers(nameServers.servers());
    }

    private Addresses search(String host, Deadline deadline) throws DiscoveryException, InterruptedException {
        DiscoveryException none = null;
        List<Name> candidates = candidates(host);
        for (Name candidate : candidates) {
            try {
                return find(candidate, deadline);
            } catch (DiscoveryException e) {
                if (!e.failure().negative()) {
                    throw e;
                }
                none = moreSpecific(none, e);
            }
        }
        if (none == null) {
            throw new DiscoveryException(Kind.NO_SUCH_NAME, "no such host: " + host + " does not form a domain name");
        }
        DiscoveryFailure failure = none.failure();
        throw candidates.size() == 1
                ? none
                : new DiscoveryException(
                        new DiscoveryFailure(
                                failure.kind(),
                                failure.message() + "; tried for " + host + ": "
                                        + candidates.stream()
                                                .map(DnsFailures::name)
                                                .collect(Collectors.joining(", "))),
                        none.ttl());
    }

    private List<Name> candidates(String host) throws DiscoveryException {
        try {
            return SearchPath.candidates(host, nameServers.searchPath(), nameServers.ndots());
        } catch (TextParseException | NameTooLongException e) {
            throw new DiscoveryException(
                    new DiscoveryFailure(
                            Kind.NO_SUCH_NAME, "no such host: " + host + " is not a domain name: " + e.getMessage()),
                    e);
        }
    }

    /** A name that exists without an address is more specific than a name that does not exist. Ties keep the first. */
    private static DiscoveryException moreSpecific(@Nullable DiscoveryException before, DiscoveryException now) {
        boolean nowExists = now.failure().kind() == Kind.NO_RECORD;
        return before == null || (nowExists && before.failure().kind() != Kind.NO_RECORD) ? now : before;
    }

    private List<InetAddress> inHostsFile(String host) throws DiscoveryException {
        Optional<HostsFile> file = nameServers.hostsFile();
        if (file.isEmpty()) {
            return List.of();
        }
        try {
            return chosen(file.get().addresses(HostNames.withoutTrailingDot(host)));
        } catch (IOException e) {
            throw new DiscoveryException(
                    new DiscoveryFailure(Kind.OTHER, "cannot read the hosts file " + file.get() + ": " + e), e);
        }
    }

    private List<InetAddress> chosen(List<InetAddress> addresses) {
        List<InetAddress> chosen = new ArrayList<>();
        for (int type : choice.types()) {
            if (chosen.isEmpty() || choice.all()) {
                addresses.stream()
                        .filter(address -> (address instanceof Inet4Address) == (type == Type.A))
                        .forEach(chosen::add);
            }
        }
        return chosen;
    }

    private List<InetAddress> loopback() {
        try {
            return chosen(List.of(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                    InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are IP addresses", e);
        }
    }

    private static boolean isLocalhost(String host) {
        String name = HostNames.withoutTrailingDot(host.toLowerCase(Locale.ROOT));
        return name.equals("localhost") || name.endsWith(".localhost");
    }
}
