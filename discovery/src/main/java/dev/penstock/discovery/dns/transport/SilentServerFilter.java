package dev.penstock.discovery.dns.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.xbill.DNS.Message;

/**
 * A transport that stops asking a server after a number of timeouts in one resolution. Not thread-safe.
 *
 * <p>If all servers are asked, a dead one therefore costs its timeouts once and not for every question.
 */
public final class SilentServerFilter implements DnsTransport {
    private final DnsTransport transport;
    private final int limit;
    private final Map<InetSocketAddress, Integer> timeouts = new HashMap<>();

    /**
     * Filters the queries of {@code transport}.
     *
     * @param limit how many timeouts a server may have in one resolution
     */
    public SilentServerFilter(DnsTransport transport, int limit) {
        this.transport = transport;
        this.limit = limit;
    }

    /** Forgets the timeouts, because the next resolution begins. */
    public void reset() {
        timeouts.clear();
    }

    @Override
    public Message exchange(InetSocketAddress server, Message query, Protocol protocol, Duration timeout)
            throws IOException {
        if (timeouts.getOrDefault(server, 0) >= limit) {
            throw new SocketTimeoutException("the server was silent before");
        }
        try {
            return transport.exchange(server, query, protocol, timeout);
        } catch (SocketTimeoutException e) {
            timeouts.merge(server, 1, Integer::sum);
            throw e;
        }
    }
}
