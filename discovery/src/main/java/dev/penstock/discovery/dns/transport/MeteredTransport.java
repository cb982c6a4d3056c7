package dev.penstock.discovery.dns.transport;

import dev.penstock.discovery.names.HostNames;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitMeter;
import dev.penstock.waits.WaitMeters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.xbill.DNS.Message;

/**
 * A transport that counts the exchanges of another one by server and outcome, as in {@code 10.0.0.2:53 timeout}.
 * Thread-safe if the other transport is.
 */
public final class MeteredTransport implements DnsTransport {
    private final DnsTransport transport;
    private final WaitMeters meters;
    private final WaitMeter inFlight;
    private final NanoClock clock;

    /** Counts the exchanges of {@code transport} in {@code meters}. */
    public MeteredTransport(DnsTransport transport, WaitMeters meters, NanoClock clock) {
        this.transport = transport;
        this.meters = meters;
        this.inFlight = meters.undecided(WaitEvent.DNS_QUERY);
        this.clock = clock;
    }

    @Override
    public Message exchange(InetSocketAddress server, Message query, Protocol protocol, Duration timeout)
            throws IOException {
        QueryOutcome outcome = QueryOutcome.UNREACHABLE;
        long begin = clock.nanoTime();
        inFlight.begin(begin);
        try {
            Message reply = transport.exchange(server, query, protocol, timeout);
            outcome = QueryOutcome.of(reply);
            return reply;
        } catch (SocketTimeoutException e) {
            outcome = QueryOutcome.TIMEOUT;
            throw e;
        } catch (MalformedReplyException e) {
            outcome = QueryOutcome.GARBAGE;
            throw e;
        } finally {
            String what = HostNames.text(server) + " " + outcome.label();
            inFlight.endAs(meters.meter(WaitEvent.DNS_QUERY, what), begin, clock.nanoTime());
        }
    }
}
