package dev.penstock.lab.dns;

import dev.penstock.lab.dns.DnsQuery.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The mapping from the bytes of a query to the bytes of the answer, by the present zone and faults. */
final class Responder {

    private static final int LONGEST_MESSAGE = 65_535;
    private static final int LONGEST_DATAGRAM_WITHOUT_EDNS = 512;
    private static final int OWN_DATAGRAM_LIMIT = 4096;
    private static final int GARBAGE_LENGTH = 40;
    private static final Name FORGED_NAME = Name.fromConstantString("forged.test.");
    private static final InetAddress FORGED_ADDRESS = forgedAddress();
    private static final long FORGED_TTL_SECONDS = 3600;
    private static final DnsFault NO_FAULT = DnsFault.delay(Duration.ZERO);

    private final AtomicReference<DnsZone> zone = new AtomicReference<>(DnsZone.EMPTY);
    private final Map<Name, DnsFault> faultsByName = new ConcurrentHashMap<>();
    private final QueryLog log = new QueryLog();
    private volatile DnsFault faultOfAll = NO_FAULT;

    void change(UnaryOperator<DnsZone> change) {
        zone.updateAndGet(change);
    }

    void setFault(DnsFault fault) {
        faultOfAll = fault;
    }

    void setFault(Name name, DnsFault fault) {
        faultsByName.put(name, fault);
    }

    void clearFault(Name name) {
        faultsByName.remove(name);
    }

    void clearFaults() {
        faultOfAll = NO_FAULT;
        faultsByName.clear();
    }

    QueryLog log() {
        return log;
    }

    /** Messages to send, and the delay before the first. */
    record Reply(List<byte[]> messages, Duration delay) {}

    /** The reply to a query; empty if the fault is {@code DROP} or the bytes are no query. */
    Optional<Reply> reply(byte[] bytes, Transport transport) {
        @Nullable Message query = parsed(bytes);
        if (query == null || query.getQuestion() == null || query.getHeader().getFlag(Flags.QR)) {
            return Optional.empty();
        }
        Record question = query.getQuestion();
        log.add(new DnsQuery(
                question.getName().toString(true).toLowerCase(Locale.ROOT),
                Type.string(question.getType()),
                transport));
        DnsFault fault = faultsByName.getOrDefault(question.getName(), faultOfAll);
        return fault.kind() == DnsFault.Kind.DROP
                ? Optional.empty()
                : Optional.of(new Reply(messages(query, fault.kind(), transport), fault.delay()));
    }

    private List<byte[]> messages(Message query, DnsFault.Kind fault, Transport transport) {
        byte[] answer = answer(query, fault, transport);
        if (fault != DnsFault.Kind.FORGED || transport == Transport.TCP) {
            return List.of(answer);
        }
        int id = query.getHeader().getID();
        Message otherId = forgery(query, (id + 1) & 0xFFFF);
        Message otherQuestion = forgery(query, id);
        otherQuestion.removeAllRecords(Section.QUESTION);
        otherQuestion.addRecord(Record.newRecord(FORGED_NAME, Type.A, DClass.IN), Section.QUESTION);
        byte[] noise = garbage((id + 1) & 0xFFFF);
        return List.of(noise, otherId.toWire(), otherQuestion.toWire(), answer);
    }

    private static Message forgery(Message query, int id) {
        Message forged = empty(query, id, Rcode.NOERROR);
        Name name = query.getQuestion().getName();
        forged.addRecord(new ARecord(name, DClass.IN, FORGED_TTL_SECONDS, FORGED_ADDRESS), Section.ANSWER);
        return forged;
    }

    private static @Nullable Message parsed(byte[] bytes) {
        try {
            return new Message(bytes);
        } catch (IOException e) {
            // Bytes that are no message have no sender that waits for an answer.
            return null;
        }
    }

    private byte[] answer(Message query, DnsFault.Kind fault, Transport transport) {
        int id = query.getHeader().getID();
        Message answer = switch (fault) {
            case SERVFAIL -> empty(query, id, Rcode.SERVFAIL);
            case REFUSED -> empty(query, id, Rcode.REFUSED);
            case NXDOMAIN -> empty(query, id, Rcode.NXDOMAIN);
            case EMPTY -> empty(query, id, Rcode.NOERROR);
            case WRONG_ID -> full(query, (id + 1) & 0xFFFF);
            case TRUNCATE -> transport == Transport.UDP ? truncated(query, id) : full(query, id);
            case NONE, GARBAGE, DROP, FORGED, HUGE_TTL -> full(query, id);
        };
        if (fault == DnsFault.Kind.GARBAGE) {
            return garbage(id);
        }
        byte[] wire = answer.toWire(limit(query, transport));
        return fault == DnsFault.Kind.HUGE_TTL ? WireTtls.set(wire, Integer.MIN_VALUE) : wire;
    }

    private Message full(Message query, int id) {
        Record question = query.getQuestion();
        if (query.getHeader().getOpcode() != Opcode.QUERY) {
            return empty(query, id, Rcode.NOTIMP);
        }
        DnsZone.Findings findings = zone.get().find(question.getName(), question.getType());
        Message answer = empty(query, id, findings.rcode());
        findings.answer().forEach(record -> answer.addRecord(record, Section.ANSWER));
        findings.authority().forEach(record -> answer.addRecord(record, Section.AUTHORITY));
        findings.additional().forEach(record -> answer.addRecord(record, Section.ADDITIONAL));
        return answer;
    }

    private static Message truncated(Message query, int id) {
        Message answer = empty(query, id, Rcode.NOERROR);
        answer.getHeader().setFlag(Flags.TC);
        return answer;
    }

    private static Message empty(Message query, int id, int rcode) {
        Message answer = new Message(id);
        Header header = answer.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.AA);
        if (query.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
            header.setFlag(Flags.RA);
        }
        header.setOpcode(query.getHeader().getOpcode());
        header.setRcode(rcode);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        if (query.getOPT() != null) {
            answer.addRecord(new OPTRecord(OWN_DATAGRAM_LIMIT, 0, 0), Section.ADDITIONAL);
        }
        return answer;
    }

    // 0xA5 as flags means an untruncated response; as the length of a label it is illegal.
    private static byte[] garbage(int id) {
        byte[] bytes = new byte[GARBAGE_LENGTH];
        Arrays.fill(bytes, (byte) 0xA5);
        bytes[0] = (byte) (id >> 8);
        bytes[1] = (byte) id;
        return bytes;
    }

    // An address of a network that is reserved for documentation (RFC 5737).
    private static InetAddress forgedAddress() {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 203, 0, 113, 66});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static int limit(Message query, Transport transport) {
        if (transport == Transport.TCP) {
            return LONGEST_MESSAGE;
        }
        OPTRecord options = query.getOPT();
        int offered = options == null ? 0 : options.getPayloadSize();
        return Math.max(LONGEST_DATAGRAM_WITHOUT_EDNS, Math.min(offered, OWN_DATAGRAM_LIMIT));
    }
}
