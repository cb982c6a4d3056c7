package dev.penstock.discovery.dns;

import java.net.InetSocketAddress;
import org.xbill.DNS.Message;

/** A reply that answers the question, by yes (NOERROR) or no (NXDOMAIN), and who gave it. */
record Reply(Message message, InetSocketAddress server) {
    /** The server's {@code address:port}. */
    String source() {
        return DnsTexts.server(server);
    }
}
