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
 * A DNS server on a loopback address, over UDP and TCP on one port, with a zone and faults that a test sets.
 *
 * <p>The answer for an unknown name is NXDOMAIN. The answer for a known name without the type is NODATA. Both carry an
 * SOA of 1 s, or of the zone's negative TTL. The server follows aliases within the zone. An answer to SRV carries the A
 * and AAAA records of the targets. Over UDP, an answer longer than the client's limit is truncated. The limit is 512
 * bytes, or the size offered by EDNS up to 4096.
 *
 * <p>Thread-safe. A change of zone or faults takes effect with the next query; each call is one atomic change.
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
     * Starts a server on 127.0.0.1 and a free port.
     *
     * @throws LabException if the server cannot listen
     */
    public static DnsServer start() {
        return start(Loopback.address(1));
    }

    /**
     * Starts a server on this address and a free port.
     *
     * @throws LabException if the server cannot listen
     */
    public static DnsServer start(InetAddress address) {
        return start(new InetSocketAddress(address, Loopback.freePort(List.of(address))));
    }

    /**
     * Starts a server on this address and port.
     *
     * @throws LabException if the server cannot listen
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

    /** The address on which the server listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** Changes the zone atomically; the function may be called more than once. */
    public void update(UnaryOperator<DnsZone> change) {
        responder.change(change);
    }

    /** Replaces the name's A records; with an empty list the name exists without any (NODATA). */
    public void a(String name, Duration ttl, InetAddress... addresses) {
        update(zone -> zone.a(name, ttl, List.of(addresses)));
    }

    /** Replaces the name's AAAA records. */
    public void aaaa(String name, Duration ttl, InetAddress... addresses) {
        update(zone -> zone.aaaa(name, ttl, List.of(addresses)));
    }

    /** Adds an SRV record to the name. */
    public void srv(String name, Duration ttl, int priority, int weight, int port, String target) {
        update(zone -> zone.srv(name, ttl, priority, weight, port, target));
    }

    /** Replaces all records of the name by an alias of the target. */
    public void cname(String name, Duration ttl, String target) {
        update(zone -> zone.cname(name, ttl, target));
    }

    /** Removes all records of the name. */
    public void remove(String name) {
        update(zone -> zone.remove(name));
    }

    /** Applies the fault to all names that have no fault of their own. */
    public void fault(DnsFault fault) {
        responder.setFault(fault);
    }

    /** Applies the fault to one name; takes precedence over the fault of all names. */
    public void fault(String name, DnsFault fault) {
        responder.setFault(DnsZone.nameOf(name), fault);
    }

    /** Ends the fault of one name; the fault of all names, if any, applies to the name again. */
    public void clearFault(String name) {
        responder.clearFault(DnsZone.nameOf(name));
    }

    /** Ends all faults. */
    public void clearFaults() {
        responder.clearFaults();
    }

    /** The number of queries, answered or not, since the start or the last {@link #forgetQueries()}. */
    public long queryCount() {
        return responder.log().count();
    }

    /** The number of queries for the name, of any type, among the last 10,000. */
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
     * Stops listening, closes the connections, drops delayed answers, and ends the threads.
     *
     * @throws LabException if a socket cannot be closed, or a thread does not end within 5 s
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
