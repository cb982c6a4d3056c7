package dev.penstock.discovery.dns.transport;

import java.util.Locale;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** How one query to one name server ended. */
enum QueryOutcome {
    /** With records. */
    ANSWER,
    /** That there is none. */
    NEGATIVE,
    /** That the answer is too large for UDP. */
    TRUNCATED,
    SERVFAIL,
    REFUSED,
    /** With another code of failure. */
    ERROR,
    /** With bytes that make no message. */
    GARBAGE,
    /** Not in time. */
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

    /** As it stands in names of metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
