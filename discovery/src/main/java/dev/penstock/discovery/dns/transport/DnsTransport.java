package dev.penstock.discovery.dns.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.Message;

/** Carries one query to one name server and brings the reply. Implementations are thread-safe. */
public interface DnsTransport {
    /** How it travels. */
    enum Protocol {
        UDP,
        TCP
    }

    /**
     * Sends the query and waits for the reply that belongs to it; others are ignored.
     *
     * @param timeout bounds everything, connecting included
     * @throws java.net.SocketTimeoutException if no reply came in time
     * @throws MalformedReplyException if what came cannot be read
     * @throws IOException if the server cannot be reached
     */
    Message exchange(InetSocketAddress server, Message query, Protocol protocol, Duration timeout) throws IOException;
}
