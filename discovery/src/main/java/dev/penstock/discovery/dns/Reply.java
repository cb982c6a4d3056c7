package dev.penstock.discovery.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/** A reply that answers the question, by yes (NOERROR) or no (NXDOMAIN), and who gave it. */
record Reply(Message message, InetSocketAddress server) {
    /** Whether it is a "no" that nobody signs for: without the SOA record that RFC 2308 asks for. */
    boolean unproven() {
        boolean yes = message.getRcode() == Rcode.NOERROR
                && !message.getSection(Section.ANSWER).isEmpty();
        return !yes && negativeTtl().isEmpty();
    }

    /** How long a "no" holds (RFC 2308, 5); empty where the server does not say. */
    Optional<Duration> negativeTtl() {
        return message.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .map(soa -> Ttls.of(Math.min(Ttls.seconds(soa.getTTL()), Ttls.seconds(soa.getMinimum()))))
                .findFirst();
    }

    /** The server's {@code address:port}. */
    String source() {
        return DnsTexts.server(server);
    }
}
