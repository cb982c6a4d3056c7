package dev.penstock.discovery.dns;

import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.names.HostNames;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * The failures of discovery by DNS and their texts. Users see the texts in exceptions. Therefore each text has the
 * name, the server that was asked, and what would be right.
 */
final class DnsFailures {
    private static final int MAX_FAILURES = 3;

    private DnsFailures() {}

    static String server(InetSocketAddress server) {
        return HostNames.text(server);
    }

    static String servers(Collection<InetSocketAddress> servers) {
        return servers.stream().map(DnsFailures::server).collect(Collectors.joining(", "));
    }

    /** Returns a name in lower case, because servers may change the case, and without the trailing dot. */
    static String name(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    static DiscoveryException noSuchName(String name, int type, Reply reply) {
        String servers = reply.source();
        return new DiscoveryException(
                new DiscoveryFailure(
                        Kind.NO_SUCH_NAME,
                        type == Type.SRV
                                ? "no such SRV name: " + name + " (NXDOMAIN from " + servers
                                        + "); it should be a name with SRV records, like"
                                        + " _postgresql._tcp.orders.example.com"
                                : "no such host: " + name + " (NXDOMAIN from " + servers
                                        + "); it should be a host name with an address; check its spelling and domain"),
                reply.negativeTtl());
    }

    static DiscoveryException noSrv(String name, Reply reply) {
        return new DiscoveryException(
                new DiscoveryFailure(
                        Kind.NO_RECORD,
                        "no SRV record: " + name + " exists but has none (answer of " + reply.source()
                                + "); it should have one per backend; a plain host is configured as host:port"),
                reply.negativeTtl());
    }

    static DiscoveryException noAddress(String name, String types, String servers, Optional<Duration> ttl) {
        return new DiscoveryException(
                new DiscoveryFailure(
                        Kind.NO_RECORD,
                        "no address: " + name + " exists but has no " + types + " record (answer of " + servers
                                + "); it should have one per backend"),
                ttl);
    }

    static DiscoveryException noAnswer(Name name, int type, List<ServerFailure> failures) {
        if (failures.isEmpty()) {
            return new DiscoveryException(
                    Kind.SERVER_FAILURE,
                    "cannot ask for " + name(name)
                            + ": the system has no name server; configure one by address and port");
        }
        boolean silent = failures.stream().allMatch(ServerFailure::silent);
        String asked = failures.stream().map(ServerFailure::toString).collect(Collectors.joining(", "));
        String question = name(name) + " " + Type.string(type);
        return silent
                ? new DiscoveryException(
                        Kind.TIMEOUT,
                        "no answer to " + question + ": " + asked
                                + "; a name server should run there and be reachable by UDP and TCP")
                : new DiscoveryException(
                        Kind.SERVER_FAILURE,
                        "no usable answer to " + question + ": " + asked
                                + "; each server should resolve this name for its clients");
    }

    static DiscoveryException outOfTime(Name name, int type, List<ServerFailure> failures) {
        String asked = failures.isEmpty()
                ? ""
                : failures.stream().map(ServerFailure::toString).collect(Collectors.joining(", ", " (", ")"));
        return new DiscoveryException(
                Kind.TIMEOUT,
                "the deadline of the resolution passed before an answer to " + name(name) + " " + Type.string(type)
                        + asked + "; the deadline should leave time to ask every name server");
    }

    static DiscoveryException loop(Name name, String servers) {
        return new DiscoveryException(
                Kind.BAD_ANSWER,
                "the CNAME records of " + name(name) + " form a loop, or lead through more than "
                        + AliasChain.MAX_ALIASES + " names (answer of " + servers
                        + "); they should end at a name with records");
    }

    /** Joins several failures. The joined failure is a negative answer only if all of them are. */
    static DiscoveryFailure joined(Collection<DiscoveryFailure> failures) {
        DiscoveryFailure first = failures.stream()
                .filter(each -> !each.negative())
                .findFirst()
                .orElseGet(() -> failures.iterator().next());
        String more = failures.size() > MAX_FAILURES ? "; and " + (failures.size() - MAX_FAILURES) + " more" : "";
        return new DiscoveryFailure(
                first.kind(),
                failures.stream()
                        .limit(MAX_FAILURES)
                        .map(DiscoveryFailure::message)
                        .collect(Collectors.joining("; ", "", more)));
    }
}
