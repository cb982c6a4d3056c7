package dev.penstock.discovery.dns;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.FinderResult;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.transport.DnsTransport;
import dev.penstock.discovery.names.HostNames;
import dev.penstock.waits.text.ForeignText;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A finder of backends by DNS. It keeps the last addresses of a host that cannot be resolved. Not thread-safe.
 *
 * <p>A configured host keeps its last addresses after any failure, because the configuration assigns it to the service.
 * The target of an SRV record keeps them only after an error; a target without addresses is not a backend.
 *
 * <p>Targets that exceed the deadline come first in the next resolution, so that each of very many targets is resolved
 * in turn.
 */
final class DnsFinder implements SrvTrackingFinder {
    private static final Comparator<SRVRecord> ORDER =
            Comparator.comparing(SRVRecord::getTarget).thenComparingInt(SRVRecord::getPort);

    private final Lookup lookup;
    private final DnsSettings settings;
    private final NameServers.Source nameServers;
    private final DnsTransport transport;
    private final Map<String, List<InetAddress>> lastKnown = new HashMap<>();
    private @Nullable DnsClient client;
    private @Nullable Name outOfTime;
    private boolean srvRecordsSeen;

    DnsFinder(Lookup lookup, DnsSettings settings, NameServers.Source nameServers, DnsTransport transport) {
        this.lookup = lookup;
        this.settings = settings;
        this.nameServers = nameServers;
        this.transport = transport;
    }

    @Override
    public boolean srvRecordsSeen() {
        return srvRecordsSeen;
    }

    @Override
    public FinderResult find(Deadline deadline) throws DiscoveryException, InterruptedException {
        NameServers now = nameServers.get();
        RecordLookup records = new RecordLookup(clientOf(now));
        AddressLookup addresses = new AddressLookup(now, records, settings);
        return lookup instanceof Lookup.Srv srv
                ? findTargets(srv, records, addresses, deadline)
                : findHosts((Lookup.Hosts) lookup, addresses, deadline);
    }

    /** Returns the client that remembers the last answering server; a new one if the servers have changed. */
    private DnsClient clientOf(NameServers now) {
        DnsClient known = client;
        if (known == null || !known.servers().equals(now.servers())) {
            known = new DnsClient(now.servers(), settings, transport);
            client = known;
        }
        return known;
    }

    private FinderResult findHosts(Lookup.Hosts hosts, AddressLookup addresses, Deadline deadline)
            throws DiscoveryException, InterruptedException {
        BackendSetBuilder builder = new BackendSetBuilder();
        for (HostAndPort host : hosts.hosts()) {
            String name = HostNames.withoutTrailingDot(host.host());
            try {
                Addresses found = addresses.find(host, deadline);
                List<Backend> all = backends(name, remember(name, found), host.port());
                builder.add(backends(name, found.addresses(), host.port()), found.ttl(), found.source());
                found.failure().ifPresent(builder::fail);
                builder.keep(all);
            } catch (DiscoveryException e) {
                builder.fail(e);
                builder.keep(backends(name, lastKnown.getOrDefault(name, List.of()), host.port()));
            }
        }
        return builder.build();
    }

    /** Returns and remembers the addresses of a host. */
    private List<InetAddress> remember(String name, Addresses found) {
        List<InetAddress> all = found.withUnknownFamilyOf(lastKnown.getOrDefault(name, List.of()));
        lastKnown.put(name, all);
        return all;
    }

    private FinderResult findTargets(Lookup.Srv srv, RecordLookup records, AddressLookup addresses, Deadline deadline)
            throws DiscoveryException, InterruptedException {
        Records found = records.find(absolute(srv.name()), Type.SRV, deadline);
        if (found.isEmpty()) {
            throw DnsFailures.noSrv(srv.name(), found.reply());
        }
        srvRecordsSeen = true;
        List<SRVRecord> targets = inTurn(found.records());
        outOfTime = null;
        BackendSetBuilder builder = new BackendSetBuilder();
        builder.limitTtl(found.ttlOrZero());
        AdditionalRecords additional = AdditionalRecords.of(found.reply());
        Map<Name, Addresses> asked = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (SRVRecord target : targets) {
            names.add(nameOf(target));
            Optional<DiscoveryFailure> unusable = reasonUnusable(srv, target);
            if (unusable.isPresent()) {
                builder.fail(unusable.get());
                continue;
            }
            try {
                Addresses answer = asked.get(target.getTarget());
                if (answer == null) {
                    answer = addressesOf(target, additional, addresses, deadline);
                    asked.put(target.getTarget(), answer);
                }
                builder.add(backends(target, answer.addresses()), answer.ttl(), answer.source());
                answer.failure().ifPresent(builder::fail);
            } catch (DiscoveryException e) {
                outOfTime = outOfTime == null && deadline.expired() ? target.getTarget() : outOfTime;
                builder.fail(e);
            }
            builder.keep(backends(target, lastKnown.getOrDefault(nameOf(target), List.of())));
        }
        lastKnown.keySet().retainAll(names);
        return builder.build();
    }

    /** Returns the targets in a stable order, rotated to the first one that exceeded the last deadline. */
    private List<SRVRecord> inTurn(List<Record> records) {
        List<SRVRecord> targets = new ArrayList<>();
        records.forEach(each -> targets.add((SRVRecord) each));
        targets.sort(ORDER);
        for (int i = 0; outOfTime != null && i < targets.size(); i++) {
            if (targets.get(i).getTarget().equals(outOfTime)) {
                Collections.rotate(targets, -i);
                break;
            }
        }
        return targets;
    }

    private Addresses addressesOf(
            SRVRecord target, AdditionalRecords additional, AddressLookup addresses, Deadline deadline)
            throws DiscoveryException, InterruptedException {
        try {
            Addresses found = addresses.find(target.getTarget(), additional, deadline);
            remember(nameOf(target), found);
            return found;
        } catch (DiscoveryException e) {
            if (e.failure().negative()) {
                lastKnown.remove(nameOf(target));
            }
            throw e;
        }
    }

    private static Optional<DiscoveryFailure> reasonUnusable(Lookup.Srv srv, SRVRecord target) {
        if (target.getTarget().equals(Name.root)) {
            return Optional.of(new DiscoveryFailure(
                    Kind.NO_RECORD,
                    "the SRV record of " + srv.name() + " has the target '.', which means that there is no such service"
                            + " (RFC 2782); it should name a host"));
        }
        if (target.getPort() == 0) {
            return Optional.of(new DiscoveryFailure(
                    Kind.BAD_ANSWER,
                    "the SRV record of " + srv.name() + " for " + DnsFailures.name(target.getTarget())
                            + " has port 0; it should have the port of the server"));
        }
        return reasonNotHost(srv, target).or(() -> reasonForeign(srv, target));
    }

    /** Checks the domain, because TLS verifies the name of the target, and whoever forges DNS chooses that name. */
    private static Optional<DiscoveryFailure> reasonForeign(Lookup.Srv srv, SRVRecord target) {
        return srv.targetDomains()
                .filter(domains -> !domains.contain(nameOf(target)))
                .map(domains -> new DiscoveryFailure(
                        Kind.BAD_ANSWER,
                        "the SRV record of " + srv.name() + " has the target " + nameOf(target)
                                + ", which is outside of " + domains + "; if the target is right, add its domain to"
                                + " srvTargetDomains"));
    }

    /** Checks the name, because it becomes part of a driver's URL, in which other text could change the meaning. */
    private static Optional<DiscoveryFailure> reasonNotHost(Lookup.Srv srv, SRVRecord target) {
        try {
            new HostAndPort(nameOf(target), target.getPort());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new DiscoveryFailure(
                    Kind.BAD_ANSWER,
                    "the SRV record of " + srv.name() + " has a target that is not a host name: "
                            + ForeignText.message(e)));
        }
    }

    private static List<Backend> backends(String name, List<InetAddress> addresses, int port) {
        return addresses.stream().map(each -> Backend.of(name, each, port)).toList();
    }

    private static List<Backend> backends(SRVRecord target, List<InetAddress> addresses) {
        return addresses.stream()
                .map(each ->
                        new Backend(nameOf(target), each, target.getPort(), target.getPriority(), target.getWeight()))
                .toList();
    }

    private static String nameOf(SRVRecord target) {
        return DnsFailures.name(target.getTarget());
    }

    private static Name absolute(String name) throws DiscoveryException {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new DiscoveryException(new DiscoveryFailure(Kind.OTHER, name + " is not a domain name"), e);
        }
    }
}
