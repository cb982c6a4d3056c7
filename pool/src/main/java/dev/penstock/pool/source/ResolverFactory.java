package dev.penstock.pool.source;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.BackendId;
import dev.penstock.discovery.DiscoveryContext;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.PollingResolver;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.discovery.dns.DnsResolver;
import dev.penstock.discovery.dns.DnsSettings;
import dev.penstock.discovery.dns.Lookup;
import dev.penstock.discovery.file.FileResolver;
import dev.penstock.discovery.subset.BackendLimit;
import dev.penstock.discovery.subset.BackendSubset;
import dev.penstock.discovery.subset.RestrictedResolver;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyTable;
import dev.penstock.waits.WaitAccounts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Creates the resolver that a checked configuration describes. */
public final class ResolverFactory {
    private ResolverFactory() {}

    /** The resolver of the service, not started, for a pool of {@code accounts}. */
    public static Resolver create(
            ConnectionSource source, PropertyMap properties, WaitAccounts accounts, DiscoveryContext.Owner pool) {
        Resolver all = resolver(source, properties, accounts, pool);
        int size = properties.get(PropertyTable.BACKEND_SUBSET);
        if (size > 0) {
            String client = properties.find(PropertyTable.CLIENT_ID);
            all = new RestrictedResolver(all, new BackendSubset(size, client == null ? thisProcess() : client));
        }
        return new RestrictedResolver(all, new BackendLimit(properties.get(PropertyTable.MAXIMUM_BACKENDS)));
    }

    private static Resolver resolver(
            ConnectionSource source, PropertyMap properties, WaitAccounts accounts, DiscoveryContext.Owner pool) {
        ServiceUrl url = source.url();
        ServiceName service = new ServiceName(url.service());
        if (url.lookup().isEmpty()) {
            return new FixedResolver(service, List.of(url.placeholder()), accounts.clock());
        }
        Resolver own = properties.find(PropertyTable.RESOLVER);
        if (own != null) {
            return own;
        }
        BackendFinder finder = properties.find(PropertyTable.BACKEND_FINDER);
        String file = properties.find(PropertyTable.BACKEND_FILE);
        if (finder == null && file == null && DnsProperties.hasOnlyAddresses(url)) {
            return new FixedResolver(service, addresses(url), accounts.clock());
        }
        DiscoveryContext context = DiscoveryContext.system(accounts.meters()).withOwner(pool);
        RefreshPolicy policy = DiscoveryProperties.refreshPolicy(properties);
        if (finder != null) {
            return new PollingResolver(service, finder, policy, context);
        }
        DnsSettings dns = DnsProperties.settings(properties);
        return file == null
                ? new DnsResolver(
                        service, DnsProperties.lookup(properties, url, source.properties()), dns, policy, context)
                : new FileResolver(
                        service,
                        Path.of(file),
                        url.port(),
                        hosts -> DnsResolver.finder(new Lookup.Hosts(hosts), dns, context),
                        policy,
                        context);
    }

    /** The backends of a service that has only addresses, each once: they need no DNS, and no thread that asks it. */
    private static List<Backend> addresses(ServiceUrl url) {
        Map<BackendId, Backend> backends = new LinkedHashMap<>();
        for (HostAndPort host : ((Lookup.Hosts) url.lookup().orElseThrow()).hosts()) {
            Backend backend = Backend.of(host.host(), host.literal().orElseThrow(), host.port());
            backends.putIfAbsent(backend.id(), backend);
        }
        return List.copyOf(backends.values());
    }

    /** The host's name, if it is known, and the process's number. */
    private static String thisProcess() {
        String host = System.getenv("HOSTNAME");
        if (host == null || host.isBlank()) {
            try {
                host = InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                host = "localhost";
            }
        }
        return host + "/" + ProcessHandle.current().pid();
    }
}
