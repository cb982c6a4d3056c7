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

/** Finds the records of a name, through its aliases. Not thread-safe. */
final class RecordLookup {
    private final DnsClient client;

    RecordLookup(DnsClient client) {
        this.client = client;
    }

    /**
     * The records of one type; empty if the name exists without any.
     *
     * @throws DiscoveryException if the name does not exist, its aliases lead nowhere, or nobody answered
     */
    Optional<Records> find(Name name, int type, Deadline deadline) throws DiscoveryException, InterruptedException {
        AliasChain chain = new AliasChain(name);
        long ttl = Long.MAX_VALUE;
        while (true) {
            Name asked = chain.end();
            Reply reply = client.ask(asked, type, deadline);
            ttl = Math.min(ttl, follow(chain, reply, type));
            List<Record> records = at(chain.end(), type, reply.message());
            if (!records.isEmpty()) {
                long least = Math.min(ttl, leastTtl(records));
                return Optional.of(new Records(records, Duration.ofSeconds(least), reply));
            }
            if (reply.message().getRcode() == Rcode.NXDOMAIN) {
                throw DnsTexts.noSuchName(DnsTexts.name(name), type, reply.source());
            }
            if (asked.equals(chain.end())) {
                return Optional.empty();
            }
            // The server left the last alias to us.
        }
    }

    /** Follows the aliases within one reply; returns the least TTL among them. */
    private static long follow(AliasChain chain, Reply reply, int type) throws DiscoveryException {
        long ttl = Long.MAX_VALUE;
        while (at(chain.end(), type, reply.message()).isEmpty()) {
            List<Record> aliases = at(chain.end(), Type.CNAME, reply.message());
            if (aliases.isEmpty()) {
                return ttl;
            }
            CNAMERecord alias = (CNAMERecord) aliases.get(0);
            ttl = Math.min(ttl, alias.getTTL());
            if (!chain.follow(alias.getTarget())) {
                throw DnsTexts.loop(alias.getName(), reply.source());
            }
        }
        return ttl;
    }

    static long leastTtl(List<Record> records) {
        return records.stream().mapToLong(Record::getTTL).min().orElse(0);
    }

    private static List<Record> at(Name name, int type, Message message) {
        return in(Section.ANSWER, name, type, message);
    }

    static List<Record> in(int section, Name name, int type, Message message) {
        return message.getSection(section).stream()
                .filter(each -> each.getType() == type && each.getName().equals(name))
                .toList();
    }
}
