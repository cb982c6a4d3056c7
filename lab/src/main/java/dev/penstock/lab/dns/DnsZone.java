package dev.penstock.lab.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The records of a {@link DnsServer}. An immutable value; each change returns a new zone.
 *
 * <p>Names are absolute, with or without the final dot. TTLs are whole seconds. A method throws
 * {@link IllegalArgumentException} if it cannot parse a name.
 */
public final class DnsZone {

    /** The zone without records. */
    public static final DnsZone EMPTY = new DnsZone(Map.of(), 1);

    private static final int LONGEST_ALIAS_CHAIN = 8;

    private final Map<Name, List<Record>> records;
    private final long negativeTtlSeconds;

    private DnsZone(Map<Name, List<Record>> records, long negativeTtlSeconds) {
        this.records = records;
        this.negativeTtlSeconds = negativeTtlSeconds;
    }

    /** A copy with this TTL of negative answers; the default is 1 s. */
    public DnsZone negativeTtl(Duration ttl) {
        return new DnsZone(records, seconds(ttl));
    }

    /**
     * A copy in which these A records replace the name's former ones.
     *
     * @throws IllegalArgumentException if an address is not IPv4
     */
    public DnsZone a(String name, Duration ttl, List<InetAddress> addresses) {
        Name owner = nameOf(name);
        long seconds = seconds(ttl);
        List<Record> added = new ArrayList<>();
        for (InetAddress address : addresses) {
            require(address instanceof Inet4Address, "an A record needs an IPv4 address, not " + address);
            added.add(new ARecord(owner, DClass.IN, seconds, address));
        }
        return without(owner, Type.A).with(owner, added);
    }

    /**
     * A copy in which these AAAA records replace the name's former ones.
     *
     * @throws IllegalArgumentException if an address is not IPv6
     */
    public DnsZone aaaa(String name, Duration ttl, List<InetAddress> addresses) {
        Name owner = nameOf(name);
        long seconds = seconds(ttl);
        List<Record> added = new ArrayList<>();
        for (InetAddress address : addresses) {
            require(address instanceof Inet6Address, "an AAAA record needs an IPv6 address, not " + address);
            added.add(new AAAARecord(owner, DClass.IN, seconds, address));
        }
        return without(owner, Type.AAAA).with(owner, added);
    }

    /** A copy with one more SRV record of the name. */
    public DnsZone srv(String name, Duration ttl, int priority, int weight, int port, String target) {
        Name owner = nameOf(name);
        Record added = new SRVRecord(owner, DClass.IN, seconds(ttl), priority, weight, port, nameOf(target));
        return with(owner, List.of(added));
    }

    /** A copy in which the name is only an alias of the target. */
    public DnsZone cname(String name, Duration ttl, String target) {
        Name owner = nameOf(name);
        return remove(name).with(owner, List.of(new CNAMERecord(owner, DClass.IN, seconds(ttl), nameOf(target))));
    }

    /** A copy without the name. */
    public DnsZone remove(String name) {
        Map<Name, List<Record>> kept = new HashMap<>(records);
        kept.remove(nameOf(name));
        return new DnsZone(kept, negativeTtlSeconds);
    }

    /** The zone's records for a name and a type. */
    Findings find(Name name, int type) {
        List<Record> answer = new ArrayList<>();
        Name current = name;
        for (int links = 0; links <= LONGEST_ALIAS_CHAIN; links++) {
            List<Record> found = ofType(current, type);
            answer.addAll(found);
            List<Record> alias = type == Type.CNAME ? List.of() : ofType(current, Type.CNAME);
            if (!found.isEmpty() || alias.isEmpty()) {
                break;
            }
            answer.addAll(alias);
            current = ((CNAMERecord) alias.get(0)).getTarget();
        }
        boolean complete = answer.stream().anyMatch(record -> type == Type.ANY || record.getType() == type);
        return new Findings(
                complete || records.containsKey(current) ? Rcode.NOERROR : Rcode.NXDOMAIN,
                answer,
                complete ? List.of() : List.of(startOfAuthority()),
                addressesOfTargets(answer));
    }

    /** The rcode and the sections of an answer. */
    record Findings(int rcode, List<Record> answer, List<Record> authority, List<Record> additional) {}

    private List<Record> addressesOfTargets(List<Record> answer) {
        List<Record> addresses = new ArrayList<>();
        answer.stream()
                .filter(SRVRecord.class::isInstance)
                .map(record -> ((SRVRecord) record).getTarget())
                .distinct()
                .forEach(target -> {
                    addresses.addAll(ofType(target, Type.A));
                    addresses.addAll(ofType(target, Type.AAAA));
                });
        return addresses;
    }

    private List<Record> ofType(Name name, int type) {
        return records.getOrDefault(name, List.of()).stream()
                .filter(record -> type == Type.ANY || record.getType() == type)
                .toList();
    }

    // The root owns the SOA of every name. Therefore a test declares no zone.
    private Record startOfAuthority() {
        long ttl = negativeTtlSeconds;
        return new SOARecord(Name.root, DClass.IN, ttl, Name.root, Name.root, 1, 60, 60, 60, ttl);
    }

    private DnsZone with(Name owner, List<Record> added) {
        Map<Name, List<Record>> changed = new HashMap<>(records);
        List<Record> ofOwner = new ArrayList<>(records.getOrDefault(owner, List.of()));
        ofOwner.addAll(added);
        changed.put(owner, List.copyOf(ofOwner));
        return new DnsZone(changed, negativeTtlSeconds);
    }

    private DnsZone without(Name owner, int... types) {
        Map<Name, List<Record>> changed = new HashMap<>(records);
        changed.computeIfPresent(
                owner,
                (name, all) -> all.stream()
                        .filter(record -> Arrays.stream(types).noneMatch(type -> type == record.getType()))
                        .toList());
        return new DnsZone(changed, negativeTtlSeconds);
    }

    static Name nameOf(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a DNS name: '" + text + "': " + e.getMessage(), e);
        }
    }

    private static long seconds(Duration ttl) {
        boolean whole = ttl.equals(Duration.ofSeconds(ttl.toSeconds()));
        require(whole && !ttl.isNegative(), "a TTL must be a whole number of seconds >= 0, not " + ttl);
        return ttl.toSeconds();
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
