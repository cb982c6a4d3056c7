package dev.penstock.discovery.dns;

import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A lookup of the records of a name, which follows CNAME records. Not thread-safe. */
final class RecordLookup {
    private final DnsClient client;

    RecordLookup(DnsClient client) {
        this.client = client;
    }

    /**
     * Finds the records of one type; none if the name exists without such a record.
     *
     * @throws DiscoveryException if the name does not exist, its aliases form a loop, or no server answers
     */
    Records find(Name name, int type, Deadline deadline) throws DiscoveryException, InterruptedException {
        AliasChain chain = new AliasChain(name);
        Duration ttl = Ttls.MAX;
        while (true) {
            Name asked = chain.end();
            Reply reply = client.ask(asked, type, deadline);
            ttl = Ttls.min(ttl, follow(chain, reply, type));
            List<Record> records = at(chain.end(), type, reply.message());
            if (!records.isEmpty()) {
                return new Records(records, Optional.of(Ttls.min(ttl, Ttls.min(records))), reply);
            }
            if (reply.message().getRcode() == Rcode.NXDOMAIN) {
                throw DnsFailures.noSuchName(DnsFailures.name(name), type, reply);
            }
            if (asked.equals(chain.end())) {
                return new Records(List.of(), reply.negativeTtl(), reply);
            }
            // The server did not follow the last alias; ask for its target.
        }
    }

    /** Follows the aliases within one reply; returns their lowest TTL. */
    private static Duration follow(AliasChain chain, Reply reply, int type) throws DiscoveryException {
        Duration ttl = Ttls.MAX;
        while (at(chain.end(), type, reply.message()).isEmpty()) {
            List<Record> aliases = at(chain.end(), Type.CNAME, reply.message());
            if (aliases.isEmpty()) {
                return ttl;
            }
            CNAMERecord alias = (CNAMERecord) aliases.get(0);
            ttl = Ttls.min(ttl, Ttls.of(alias.getTTL()));
            if (!chain.follow(alias.getTarget())) {
                throw DnsFailures.loop(alias.getName(), reply.source());
            }
        }
        return ttl;
    }

    private static List<Record> at(Name name, int type, Message message) {
        return message.getSection(Section.ANSWER).stream()
                .filter(each -> each.getType() == type && each.getName().equals(name))
                .toList();
    }
}
