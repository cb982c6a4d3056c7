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
 * <p>Name servers are asked over UDP with EDNS, over TCP if the answer is too large, one after the other with a timeout
 * each; how many of them is the {@link NameServerPolicy}. Answers are renewed shortly before their TTL is over. CNAME
 * records are followed. A resolution that fails keeps the last good set and is repeated with growing waits;
 * {@link BackendSet#failure()} says what was asked, of whom, and what would be right.
 *
 * <p>Several answers that are good in part make one set: hosts that cannot be resolved at the moment keep the addresses
 * they had, and the set is {@link dev.penstock.discovery.Freshness#STALE}.
 */
public final class DnsResolver implements Resolver {
    private final PollingResolver resolver;

    /** Creates a resolver; starts nothing and asks nobody. */
    public DnsResolver(
            ServiceName service, Lookup lookup, DnsSettings settings, RefreshPolicy policy, DiscoveryContext context) {
        resolver = new PollingResolver(service, finder(lookup, settings, context), policy, context);
    }

    /** What asks once: for a resolver that finds out elsewhere which hosts there are. */
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
