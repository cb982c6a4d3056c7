package dev.penstock.discovery.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server on a loopback address, UDP and TCP on one port, whose zone and faults a test sets. */
final class ScriptedNameServer implements AutoCloseable {
    /** What it does instead of answering. */
    enum Fault {
        NONE,
        DROP,
        SERVFAIL,
        REFUSED,
        GARBAGE,
        WRONG_ID,
        WRONG_ID_THEN_RIGHT,
        WRONG_QUESTION_THEN_RIGHT,
        FORMERR_ON_EDNS,
        REFERRAL,
        TRUNCATED_THEN_TCP_CLOSED
    }

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<Name, List<Record>> zone = new ConcurrentHashMap<>();
    private final AtomicInteger udpQueries = new AtomicInteger();
    private final AtomicInteger tcpQueries = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;
    private volatile Predicate<Record> faulty = question -> true;
    private volatile boolean chasesAliases = true;

    ScriptedNameServer() throws IOException {
        InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        DatagramSocket datagrams = null;
        ServerSocket connections = null;
        while (connections == null) {
            datagrams = new DatagramSocket(new InetSocketAddress(address, 0));
            try {
                connections = new ServerSocket(datagrams.getLocalPort(), 50, address);
            } catch (BindException e) {
                datagrams.close();
            }
        }
        udp = datagrams;
        tcp = connections;
        daemon("udp", this::serveUdp);
        daemon("tcp", this::serveTcp);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
    }

    String text() {
        return DnsTexts.server(address());
    }

    /** Sets the records of a name, each a line of a zone file without the name; no line, no records, but the name exists. */
    void set(String name, String... lines) {
        String zoneText = String.join("\n", Arrays.stream(lines).map(line -> name + " " + line).toList());
        try (Master master = new Master(new java.io.ByteArrayInputStream(
                zoneText.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), Name.root)) {
            List<Record> records = new java.util.ArrayList<>();
            for (Record each = master.nextRecord(); each != null; each = master.nextRecord()) {
                records.add(each);
            }
            zone.put(Name.fromString(name, Name.root), records);
        } catch (IOException e) {
            throw new IllegalArgumentException(zoneText, e);
        }
    }

    void remove(String name) throws IOException {
        zone.remove(Name.fromString(name, Name.root));
    }

    void fault(Fault next) {
        faulty = question -> true;
        fault = next;
    }

    /** The fault for one name only. */
    void fault(Fault next, String name) {
        faulty = question -> question.getName().toString(true).equals(name);
        fault = next;
    }

    void leaveAliasesToTheClient() {
        chasesAliases = false;
    }

    int udpQueries() {
        return udpQueries.get();
    }

    int tcpQueries() {
        return tcpQueries.get();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }

    private void serveUdp() throws IOException {
        byte[] buffer = new byte[65_535];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            udp.receive(packet);
            udpQueries.incrementAndGet();
            Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
            for (byte[] reply : udpReplies(query)) {
                udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            }
        }
    }

    private void serveTcp() throws IOException {
        while (true) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                Message query = new Message(in.readNBytes(in.readUnsignedShort()));
                tcpQueries.incrementAndGet();
                if (fault != Fault.TRUNCATED_THEN_TCP_CLOSED) {
                    byte[] reply = answer(query).toWire(Message.MAXLENGTH);
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(reply.length);
                    out.write(reply);
                }
            } catch (EOFException e) {
                // The client went away: that is its right.
            }
        }
    }

    private List<byte[]> udpReplies(Message query) throws IOException {
        Message answer = answer(query);
        OPTRecord edns = query.getOPT();
        int most = edns == null ? 512 : edns.getPayloadSize();
        if (!faulty.test(query.getQuestion())) {
            return List.of(answer.toWire(most));
        }
        return switch (fault) {
            case DROP -> List.of();
            case SERVFAIL -> List.of(failure(query, Rcode.SERVFAIL));
            case REFUSED -> List.of(failure(query, Rcode.REFUSED));
            case GARBAGE -> List.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
            case WRONG_ID -> List.of(forged(query, query.getHeader().getID() ^ 1, query.getQuestion().getName()));
            case WRONG_ID_THEN_RIGHT ->
                List.of(forged(query, query.getHeader().getID() ^ 1, query.getQuestion().getName()), answer.toWire(most));
            case WRONG_QUESTION_THEN_RIGHT ->
                List.of(forged(query, query.getHeader().getID(), Name.fromString("other.test.")), answer.toWire(most));
            case FORMERR_ON_EDNS -> List.of(edns == null ? answer.toWire(most) : failure(query, Rcode.FORMERR));
            case REFERRAL -> List.of(referral(query));
            case TRUNCATED_THEN_TCP_CLOSED -> List.of(truncated(query));
            case NONE -> List.of(answer.toWire(most));
        };
    }

    private Message answer(Message query) {
        Message reply = replyTo(query);
        Name name = query.getQuestion().getName();
        boolean known = true;
        for (int hop = 0; hop < 20; hop++) {
            List<Record> records = zone.get(name);
            known = records != null;
            List<Record> of = Optional.ofNullable(records).orElse(List.of());
            of.stream().filter(each -> each.getType() == query.getQuestion().getType()).forEach(each ->
                    reply.addRecord(each, Section.ANSWER));
            Optional<Record> alias = of.stream().filter(CNAMERecord.class::isInstance).findFirst();
            if (alias.isEmpty()) {
                break;
            }
            reply.addRecord(alias.get(), Section.ANSWER);
            name = ((CNAMERecord) alias.get()).getTarget();
            if (!chasesAliases) {
                break;
            }
        }
        reply.getHeader().setRcode(known ? Rcode.NOERROR : Rcode.NXDOMAIN);
        return reply;
    }

    private static byte[] forged(Message query, int id, Name question) {
        Message reply = new Message(id);
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(Record.newRecord(question, query.getQuestion().getType(), DClass.IN), Section.QUESTION);
        byte[] address = {66, 66, 66, 66};
        reply.addRecord(Record.newRecord(question, Type.A, DClass.IN, 60, address), Section.ANSWER);
        return reply.toWire();
    }

    private static byte[] failure(Message query, int rcode) {
        Message reply = replyTo(query);
        reply.getHeader().setRcode(rcode);
        return reply.toWire();
    }

    private static byte[] truncated(Message query) {
        Message reply = replyTo(query);
        reply.getHeader().setFlag(Flags.TC);
        return reply.toWire();
    }

    private static byte[] referral(Message query) throws IOException {
        Message reply = replyTo(query);
        reply.addRecord(
                Record.fromString(Name.root, Type.NS, DClass.IN, 60, "ns.elsewhere.test.", Name.root), Section.AUTHORITY);
        return reply.toWire();
    }

    private static Message replyTo(Message query) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        return reply;
    }

    private void daemon(String name, Service service) {
        Thread thread = new Thread(() -> run(service), "scripted-name-server-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Service service) {
        try {
            service.serve();
        } catch (SocketException e) {
            if (!udp.isClosed()) {
                throw new IllegalStateException(e);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Service {
        void serve() throws IOException;
    }
}
