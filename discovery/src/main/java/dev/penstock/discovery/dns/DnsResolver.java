package dev.penstock.discovery.dns;

import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.BackendListener;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryContext;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.PollingResolver;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.discovery.dns.transport.DnsTransport;
import dev.penstock.discovery.dns.transport.MeteredTransport;
import dev.penstock.discovery.dns.transport.SocketTransport;
import java.util.Optional;

/**
 * A resolver that follows SRV records, or the A and AAAA records of hosts. Thread-safe.
 *
 * <p>Name servers are asked over UDP with EDNS, and over TCP if the answer is too large. They are asked one after the
 * other, each with a timeout; {@link NameServerPolicy} limits their number. CNAME records are followed. Answers are
 * renewed shortly before their TTL is over. A failed resolution keeps the last good set and is repeated with backoff.
 * {@link BackendSet#failure()} gives the question, the servers, and what would be right.
 *
 * <p>If only some hosts can be resolved, the others keep their last addresses, and the set is {@link
 * dev.penstock.discovery.Freshness#STALE}.
 */
public final class DnsResolver implements Resolver {
    private final PollingResolver resolver;

    /** Creates a resolver; starts nothing and asks no server. */
    public DnsResolver(
            ServiceName service, Lookup lookup, DnsSettings settings, RefreshPolicy policy, DiscoveryContext context) {
        resolver = new PollingResolver(service, finder(lookup, settings, context), policy, context);
    }

    /** Creates a finder for a resolver that gets its list of hosts elsewhere, for example from a file. */
    public static BackendFinder finder(Lookup lookup, DnsSettings settings, DiscoveryContext context) {
        return finder(lookup, settings, new MeteredTransport(new SocketTransport(), context.meters(), context.clock()));
    }

    static BackendFinder finder(Lookup lookup, DnsSettings settings, DnsTransport transport) {
        SrvTrackingFinder finder = settings.policy() == NameServerPolicy.FIRST
                ? new DnsFinder(lookup, settings, NameServers.of(settings), transport)
                : new AllServersFinder(lookup, settings, NameServers.of(settings), transport);
        Optional<HostAndPort> fallback = lookup instanceof Lookup.Srv srv ? srv.fallback() : Optional.empty();
        return fallback.isPresent()
                ? new SrvFallbackFinder(finder, finder(Lookup.hosts(fallback.get()), settings, transport))
                : finder;
    }

    @Override
    public ServiceName service() {
        return resolver.service();
    }

    @Override
    public void start(BackendListener listener) {
        resolver.start(listener);
    }

    @Override
    public BackendSet current() {
        return resolver.current();
    }

    @Override
    public void refresh() {
        resolver.refresh();
    }

    @Override
    public void close() {
        resolver.close();
    }
}
