package dev.penstock.discovery.dns;

import dev.penstock.discovery.dns.transport.DnsTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A name server in memory that returns the requested records only and misbehaves on demand. It follows no aliases and
 * adds no records.
 */
final class FakeTransport implements DnsTransport {
    /** The behaviour for the queries of a name. */
    enum Fault {
        SILENT,
        SERVFAIL,
        FORMERR_WITH_EDNS,
        REFERRAL,
        TRUNCATED_AND_NO_TCP
    }

    private final Map<Name, List<Record>> zone = new HashMap<>();
    private final Map<Name, Fault> faults = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    /**
     * Sets the records of a name, each a line of a zone file without the name. Without a line the name has no record.
     */
    void set(String name, String... lines) {
        List<Record> records = new ArrayList<>();
        String text = name + ". " + String.join("\n" + name + ". ", lines);
        if (lines.length > 0) {
            try (Master master = new Master(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))) {
                for (Record each = master.nextRecord(); each != null; each = master.nextRecord()) {
                    records.add(each);
                }
            } catch (IOException e) {
                throw new IllegalArgumentException(text, e);
            }
        }
        zone.put(Name.fromConstantString(name + "."), records);
    }

    void remove(String name) {
        zone.remove(Name.fromConstantString(name + "."));
    }

    void fault(String name, Fault fault) {
        faults.put(Name.fromConstantString(name + "."), fault);
    }

    void heal(String name) {
        faults.remove(Name.fromConstantString(name + "."));
    }

    /** Returns the questions so far, as in {@code orders.test A UDP}. */
    List<String> asked() {
        return asked;
    }

    @Override
    public Message exchange(InetSocketAddress server, Message query, Protocol protocol, Duration timeout)
            throws IOException {
        Record question = query.getQuestion();
        asked.add(DnsFailures.name(question.getName()) + " " + Type.string(question.getType()) + " " + protocol);
        Fault fault = faults.get(question.getName());
        if (fault == null) {
            return answer(query);
        }
        return switch (fault) {
            case SILENT -> throw new SocketTimeoutException("silent");
            case SERVFAIL -> failure(query, Rcode.SERVFAIL);
            case FORMERR_WITH_EDNS -> query.getOPT() == null ? answer(query) : failure(query, Rcode.FORMERR);
            case REFERRAL -> referral(query);
            case TRUNCATED_AND_NO_TCP -> truncated(query, protocol);
        };
    }

    private Message answer(Message query) {
        Record question = query.getQuestion();
        List<Record> records = zone.get(question.getName());
        Message reply = replyTo(query);
        if (records == null) {
            reply.getHeader().setRcode(Rcode.NXDOMAIN);
            return reply;
        }
        for (Record each : records) {
            if (each.getType() == question.getType() || each.getType() == Type.CNAME) {
                reply.addRecord(each, Section.ANSWER);
            }
        }
        return reply;
    }

    private static Message failure(Message query, int rcode) {
        Message reply = replyTo(query);
        reply.getHeader().setRcode(rcode);
        return reply;
    }

    private static Message referral(Message query) throws IOException {
        Message reply = replyTo(query);
        Name elsewhere = Name.fromConstantString("ns.elsewhere.test.");
        reply.addRecord(
                Record.fromString(Name.root, Type.NS, 1, 60, elsewhere.toString(), Name.root), Section.AUTHORITY);
        return reply;
    }

    private static Message truncated(Message query, Protocol protocol) throws IOException {
        if (protocol == Protocol.TCP) {
            throw new ConnectException("refused");
        }
        Message reply = replyTo(query);
        reply.getHeader().setFlag(Flags.TC);
        return reply;
    }

    private static Message replyTo(Message query) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        return reply;
    }
}
