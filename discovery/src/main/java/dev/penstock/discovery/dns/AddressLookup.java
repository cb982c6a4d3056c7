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
 * Finds the addresses of a host: written out, in the hosts file, {@code localhost}, or by DNS, in this order. Not
 * thread-safe.
 *
 * <p>A name that fails with an error ends the search: only "there is none" leads on to the next domain of the search
 * path or to the other address family, so that a failing server never turns one name into another.
 */
final class AddressLookup {
    private static final Duration FOREVER = Duration.ofSeconds(Integer.MAX_VALUE);
    private static final Duration HOSTS_FILE_TTL = Duration.ofSeconds(10);

    private final NameServers nameServers;
    private final RecordLookup records;
    private final AddressChoice choice;

    AddressLookup(NameServers nameServers, RecordLookup records, AddressChoice choice) {
        this.nameServers = nameServers;
        this.records = records;
        this.choice = choice;
    }

    /**
     * The addresses of a configured host.
     *
     * @throws DiscoveryException if there is none, or it cannot be known now
     */
    Addresses find(HostAndPort host, Deadline deadline) throws DiscoveryException, InterruptedException {
        Optional<InetAddress> literal = host.literal();
        if (literal.isPresent()) {
            return new Addresses(List.of(literal.get()), FOREVER, "the configuration");
        }
        List<InetAddress> local = inHostsFile(host.host());
        if (!local.isEmpty()) {
            return new Addresses(local, HOSTS_FILE_TTL, "the hosts file");
        }
        if (isLocalhost(host.host())) {
            return new Addresses(loopback(), FOREVER, "RFC 6761");
        }
        return search(host.host(), deadline);
    }

    /** The addresses of a full name, by DNS. */
    Addresses find(Name name, Deadline deadline) throws DiscoveryException, InterruptedException {
        return find(name, AdditionalRecords.none(), deadline);
    }

    /**
     * The addresses of a full name, by DNS.
     *
     * @param brought what need not be asked for
     */
    Addresses find(Name name, AdditionalRecords brought, Deadline deadline)
            throws DiscoveryException, InterruptedException {
        AddressesBuilder answers = new AddressesBuilder();
        for (int type : choice.types()) {
            try {
                Optional<Records> here = brought.find(name, type);
                answers.add(here.isPresent() ? here.get() : records.find(name, type, deadline));
            } catch (DiscoveryException e) {
                if (!choice.all() || e.failure().kind() == Kind.NO_SUCH_NAME) {
                    throw e;
                }
                answers.fail(e);
            }
            if (answers.any() && !choice.all()) {
                break;
            }
        }
        return answers.joined(() ->
                DnsTexts.noAddress(DnsTexts.name(name), choice.typeNames(), serversText(), answers.negativeTtl()));
    }

    private String serversText() {
        return DnsTexts.servers(nameServers.servers());
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
                none = moreTelling(none, e);
            }
        }
        if (none == null) {
            throw new DiscoveryException(Kind.NO_SUCH_NAME, "no such host: " + host + " makes no domain name");
        }
        DiscoveryFailure failure = none.failure();
        throw candidates.size() == 1
                ? none
                : new DiscoveryException(
                        new DiscoveryFailure(
                                failure.kind(),
                                failure.message() + "; for " + host + " were tried: "
                                        + candidates.stream()
                                                .map(DnsTexts::name)
                                                .collect(Collectors.joining(", "))),
                        none.ttl());
    }

    private List<Name> candidates(String host) throws DiscoveryException {
        try {
            return SearchPath.candidates(host, nameServers.searchPath(), nameServers.ndots());
        } catch (TextParseException | NameTooLongException e) {
            throw new DiscoveryException(
                    new DiscoveryFailure(
                            Kind.NO_SUCH_NAME, "no such host: " + host + " is no domain name: " + e.getMessage()),
                    e);
        }
    }

    /** A name that exists without an address says more than one that does not exist; else the first says most. */
    private static DiscoveryException moreTelling(@Nullable DiscoveryException before, DiscoveryException now) {
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
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }

    private static boolean isLocalhost(String host) {
        String name = HostNames.withoutTrailingDot(host.toLowerCase(Locale.ROOT));
        return name.equals("localhost") || name.endsWith(".localhost");
    }
}
