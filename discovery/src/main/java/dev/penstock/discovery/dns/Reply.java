package dev.penstock.discovery.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/** A reply that answers the question, with NOERROR or NXDOMAIN, and its server. */
record Reply(Message message, InetSocketAddress server) {
    /** Whether this is a negative answer without the SOA record that RFC 2308 demands. */
    boolean negativeWithoutSoa() {
        boolean positive = message.getRcode() == Rcode.NOERROR
                && !message.getSection(Section.ANSWER).isEmpty();
        return !positive && negativeTtl().isEmpty();
    }

    /** Returns the negative TTL (RFC 2308, 5); empty if the server does not send one. */
    Optional<Duration> negativeTtl() {
        return message.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .map(soa -> Ttls.of(Math.min(Ttls.seconds(soa.getTTL()), Ttls.seconds(soa.getMinimum()))))
                .findFirst();
    }

    /** Returns the server's {@code address:port}. */
    String source() {
        return DnsFailures.server(server);
    }
}
