package dev.penstock.lab.dns;

import dev.penstock.lab.LabException;
import dev.penstock.lab.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * A DNS server on a loopback address, over UDP and TCP on one port, that answers what a test has told it to.
 *
 * <p>An unknown name is NXDOMAIN and a known one without the type NODATA, both with an SOA of 1 s, or what the zone
 * says. Aliases are followed within the zone. An answer to SRV carries the A and AAAA records of the targets. Over UDP,
 * an answer longer than the client's limit (512 bytes, or what EDNS says up to 4096) is truncated.
 *
 * <p>Safe for any thread. A change of zone or faults takes effect for the next query that comes; each call is one
 * atomic change.
 */
public final class DnsServer implements AutoCloseable {

    private final Responder responder;
    private final Endpoint endpoint;
    private final InetSocketAddress address;

    private DnsServer(Responder responder, Endpoint endpoint, InetSocketAddress address) {
        this.responder = responder;
        this.endpoint = endpoint;
        this.address = address;
    }

    /**
     * Starts on 127.0.0.1 and a free port.
     *
     * @throws LabException when it cannot listen
     */
    public static DnsServer start() {
        return start(Loopback.address(1));
    }

    /**
     * Starts on this address and a free port.
     *
     * @throws LabException when it cannot listen
     */
    public static DnsServer start(InetAddress address) {
        return start(new InetSocketAddress(address, Loopback.freePort(List.of(address))));
    }

    /**
     * Starts on this address and port.
     *
     * @throws LabException when it cannot listen
     */
    public static DnsServer start(InetSocketAddress address) {
        Loopback.requireBindable(address.getAddress());
        Responder responder = new Responder();
        try {
            return new DnsServer(responder, Endpoint.listen(responder, address), address);
        } catch (IOException e) {
            throw new LabException("cannot serve DNS on " + address, e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** Makes several changes of the zone at once; the function may be called more than once. */
    public void update(UnaryOperator<DnsZone> change) {
        responder.change(change);
    }

    /** Gives the name these A records instead of those it had; with no address it exists without any (NODATA). */
    public void a(String name, Duration ttl, InetAddress... addresses) {
        update(zone -> zone.a(name, ttl, List.of(addresses)));
    }

    /** Gives the name these AAAA records instead of those it had. */
    public void aaaa(String name, Duration ttl, InetAddress... addresses) {
        update(zone -> zone.aaaa(name, ttl, List.of(addresses)));
    }

    /** Gives the name one more SRV record. */
    public void srv(String name, Duration ttl, int priority, int weight, int port, String target) {
        update(zone -> zone.srv(name, ttl, priority, weight, port, target));
    }

    /** Makes the name an alias of the target, and nothing else. */
    public void cname(String name, Duration ttl, String target) {
        update(zone -> zone.cname(name, ttl, target));
    }

    /** Removes all records of the name. */
    public void remove(String name) {
        update(zone -> zone.remove(name));
    }

    /** Lets this go wrong with the answers for all names that have no fault of their own. */
    public void fault(DnsFault fault) {
        responder.setFault(fault);
    }

    /** Lets this go wrong with the answers for one name, whatever happens to others. */
    public void fault(String name, DnsFault fault) {
        responder.setFault(DnsZone.nameOf(name), fault);
    }

    /** Ends the fault of one name; that for all names, if any, then holds for it too. */
    public void clearFault(String name) {
        responder.clearFault(DnsZone.nameOf(name));
    }

    /** Ends all faults. */
    public void clearFaults() {
        responder.clearFaults();
    }

    /** How many queries have come, also those that were not answered, since the start or {@link #forgetQueries()}. */
    public long queryCount() {
        return responder.log().count();
    }

    /** How many of the last 10,000 queries were for the name, of any type. */
    public long queryCount(String name) {
        String wanted = DnsZone.nameOf(name).toString(true).toLowerCase(Locale.ROOT);
        return queries().stream().filter(query -> query.name().equals(wanted)).count();
    }

    /** The last 10,000 queries, oldest first. */
    public List<DnsQuery> queries() {
        return responder.log().last();
    }

    /** Forgets the queries and sets the count to 0. */
    public void forgetQueries() {
        responder.log().clear();
    }

    /**
     * Stops listening, closes the connections, drops answers that are still delayed, and ends the threads.
     *
     * @throws LabException when that fails
     */
    @Override
    public void close() {
        try {
            endpoint.close();
        } catch (IOException e) {
            throw new LabException("cannot close the DNS server on " + address, e);
        }
    }
}
