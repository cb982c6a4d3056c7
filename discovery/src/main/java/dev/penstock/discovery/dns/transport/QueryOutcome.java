package dev.penstock.discovery.dns.transport;

import java.util.Locale;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** The outcome of one query to one name server. */
enum QueryOutcome {
    /** A reply with records. */
    ANSWER,
    /** A negative answer. */
    NEGATIVE,
    /** An answer that is too large for UDP. */
    TRUNCATED,
    SERVFAIL,
    REFUSED,
    /** A reply with another error code. */
    ERROR,
    /** A malformed reply. */
    GARBAGE,
    /** No reply in time. */
    TIMEOUT,
    /** The server could not be reached. */
    UNREACHABLE;

    static QueryOutcome of(Message reply) {
        return switch (reply.getRcode()) {
            case Rcode.NOERROR -> ofSuccess(reply);
            case Rcode.NXDOMAIN -> NEGATIVE;
            case Rcode.SERVFAIL -> SERVFAIL;
            case Rcode.REFUSED -> REFUSED;
            default -> ERROR;
        };
    }

    private static QueryOutcome ofSuccess(Message reply) {
        if (reply.getHeader().getFlag(Flags.TC)) {
            return TRUNCATED;
        }
        return reply.getSection(Section.ANSWER).isEmpty() ? NEGATIVE : ANSWER;
    }

    /** Returns the text in the names of metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
