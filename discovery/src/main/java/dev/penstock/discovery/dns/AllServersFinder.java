package dev.penstock.discovery.dns;

import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.FinderResult;
import dev.penstock.discovery.dns.transport.DnsTransport;
import dev.penstock.discovery.dns.transport.SilentServerFilter;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A finder that asks every name server separately and combines the answers. Not thread-safe.
 *
 * <p>The servers share the remaining time equally, so that a slow server leaves the others their share.
 */
final class AllServersFinder implements SrvTrackingFinder {
    private final Lookup lookup;
    private final DnsSettings settings;
    private final NameServers.Source nameServers;
    private final SilentServerFilter transport;
    private final Map<InetSocketAddress, DnsFinder> finders = new HashMap<>();
    private final Map<InetSocketAddress, FinderResult> last = new HashMap<>();
    private final DnsFinder withoutServers;
    private boolean srvRecordsSeen;
    private NameServers now = new NameServers(List.of(), List.of(), 1, Optional.empty());

    AllServersFinder(Lookup lookup, DnsSettings settings, NameServers.Source nameServers, DnsTransport transport) {
        this.lookup = lookup;
        this.settings = settings;
        this.nameServers = nameServers;
        this.transport = new SilentServerFilter(transport, settings.attempts());
        this.withoutServers = new DnsFinder(lookup, settings, () -> now, transport);
    }

    @Override
    public boolean srvRecordsSeen() {
        srvRecordsSeen |= finders.values().stream().anyMatch(DnsFinder::srvRecordsSeen);
        return srvRecordsSeen;
    }

    @Override
    public FinderResult find(Deadline deadline) throws DiscoveryException, InterruptedException {
        srvRecordsSeen = srvRecordsSeen();
        now = nameServers.get();
        if (now.servers().isEmpty()) {
            return withoutServers.find(deadline);
        }
        finders.keySet().retainAll(now.servers());
        last.keySet().retainAll(now.servers());
        transport.reset();
        AnswerQuorum quorum = new AnswerQuorum(now.servers().size());
        int left = now.servers().size();
        for (InetSocketAddress server : now.servers()) {
            try {
                FinderResult found = finderOf(server).find(deadline.part(left--));
                last.put(server, found);
                quorum.addAnswer(server, found);
            } catch (DiscoveryException e) {
                if (e.failure().negative()) {
                    last.remove(server);
                }
                quorum.addFailure(server, e, last.get(server));
            }
        }
        return settings.policy() == NameServerPolicy.UNION ? quorum.union() : quorum.majority();
    }

    private DnsFinder finderOf(InetSocketAddress server) {
        return finders.computeIfAbsent(server, one -> new DnsFinder(lookup, settings, () -> now.only(one), transport));
    }
}
