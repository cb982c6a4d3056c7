package dev.penstock.discovery.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.xbill.DNS.Message;

/**
 * Asks a server no more that was silent so many times in one resolution, over another transport: a dead one among
 * several that are all asked costs its timeouts once and not for every question. Not thread-safe.
 */
final class SilentServerFilter implements DnsTransport {
    private final DnsTransport transport;
    private final int most;
    private final Map<InetSocketAddress, Integer> silences = new HashMap<>();

    SilentServerFilter(DnsTransport transport, int most) {
        this.transport = transport;
        this.most = most;
    }

    /** The next resolution begins. */
    void forget() {
        silences.clear();
    }

    @Override
    public Message exchange(InetSocketAddress server, Message query, Protocol protocol, Duration timeout)
            throws IOException {
        if (silences.getOrDefault(server, 0) >= most) {
            throw new SocketTimeoutException("silent before");
        }
        try {
            return transport.exchange(server, query, protocol, timeout);
        } catch (SocketTimeoutException e) {
            silences.merge(server, 1, Integer::sum);
            throw e;
        }
    }
}
