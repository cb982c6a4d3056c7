package dev.penstock.discovery.dns.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.Message;

/** A transport carries one query to one name server and returns the reply. */
public interface DnsTransport {
    /** The transport protocols of DNS. */
    enum Protocol {
        UDP,
        TCP
    }

    /**
     * Sends the query and waits for its reply; other replies are ignored.
     *
     * @param timeout the limit for the whole exchange, connecting included
     * @throws java.net.SocketTimeoutException if no reply comes in time
     * @throws MalformedReplyException if the reply is malformed
     * @throws IOException if the server cannot be reached
     */
    Message exchange(InetSocketAddress server, Message query, Protocol protocol, Duration timeout) throws IOException;
}
