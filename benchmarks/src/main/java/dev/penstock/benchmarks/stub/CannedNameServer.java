package dev.penstock.benchmarks.stub;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A name server that alternates between two answers encoded in advance, so that its own time and garbage are
 * negligible. Over UDP it marks each answer as truncated, because both are too large for a datagram.
 */
public final class CannedNameServer implements Closeable {
    private static final int TTL_SECONDS = 60;
    private static final int TRUNCATED_BYTES = 12;
    /** One backend in 100 differs in the second answer. */
    private static final int CHANGED = 100;

    private static final int PORT = 5432;
    private static final int QUESTION_BYTES = 4;

    private final byte[][] answers;
    private final DatagramSocket datagrams;
    private final ServerSocket listener;

    private CannedNameServer(byte[]... answers) throws IOException {
        this.answers = answers;
        InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        listener = new ServerSocket(0, 1, here);
        datagrams = new DatagramSocket(new InetSocketAddress(here, listener.getLocalPort()));
        start(this::serveDatagrams);
        start(this::serveConnections);
    }

    /** A server of {@code backends} A records of a host. */
    public static CannedNameServer a(String host, int backends) throws IOException {
        return new CannedNameServer(addresses(host, backends, 0), addresses(host, backends, 1));
    }

    /** A server of {@code backends} SRV records of a name, with the A record of each target. */
    public static CannedNameServer srv(String name, int backends) throws IOException {
        return new CannedNameServer(targets(name, backends, 0), targets(name, backends, 1));
    }

    private static byte[] addresses(String host, int backends, int edition) throws IOException {
        Name name = Name.fromString(host, Name.root);
        Message answer = answer(name, Type.A);
        for (int i = 0; i < backends; i++) {
            answer.addRecord(new ARecord(name, DClass.IN, TTL_SECONDS, address(i, edition)), Section.ANSWER);
        }
        return answer.toWire(Message.MAXLENGTH);
    }

    private static byte[] targets(String service, int backends, int edition) throws IOException {
        Name name = Name.fromString(service, Name.root);
        Message answer = answer(name, Type.SRV);
        for (int i = 0; i < backends; i++) {
            Name target = Name.fromString("db-" + i + ".test", Name.root);
            answer.addRecord(new SRVRecord(name, DClass.IN, TTL_SECONDS, 0, 1, PORT, target), Section.ANSWER);
            answer.addRecord(new ARecord(target, DClass.IN, TTL_SECONDS, address(i, edition)), Section.ADDITIONAL);
        }
        return answer.toWire(Message.MAXLENGTH);
    }

    private static InetAddress address(int number, int edition) throws IOException {
        int network = number % CHANGED == 0 ? 1 + edition : 0;
        return InetAddress.getByAddress(new byte[] {10, (byte) network, (byte) (number >> 8), (byte) number});
    }

    private static Message answer(Name name, int type) {
        Message answer = new Message(0);
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
        return answer;
    }

    /** The address on which the server listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "canned-dns");
        thread.setDaemon(true);
        thread.start();
    }

    private void serveDatagrams() {
        DatagramPacket packet = new DatagramPacket(new byte[Message.MAXLENGTH], Message.MAXLENGTH);
        int question = answerQuestionBytes();
        ByteBuffer reply = ByteBuffer.wrap(answers[0].clone());
        reply.put(2, (byte) (reply.get(2) | 0x02));
        reply.putShort(6, (short) 0).putShort(8, (short) 0).putShort(10, (short) 0);
        while (!datagrams.isClosed()) {
            try {
                packet.setLength(Message.MAXLENGTH);
                datagrams.receive(packet);
                reply.putShort(0, ByteBuffer.wrap(packet.getData()).getShort());
                datagrams.send(
                        new DatagramPacket(reply.array(), TRUNCATED_BYTES + question, packet.getSocketAddress()));
            } catch (IOException e) {
                check(datagrams.isClosed(), e);
            }
        }
    }

    private int answerQuestionBytes() {
        try {
            return new Message(answers[0]).getQuestion().getName().length() + QUESTION_BYTES;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serveConnections() {
        int turn = 0;
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                byte[] query = in.readNBytes(in.readUnsignedShort());
                byte[] answer = answers[turn++ % answers.length];
                answer[0] = query[0];
                answer[1] = query[1];
                client.getOutputStream().write(new byte[] {(byte) (answer.length >> 8), (byte) answer.length});
                client.getOutputStream().write(answer);
            } catch (IOException e) {
                check(listener.isClosed(), e);
            }
        }
    }

    private static void check(boolean closed, IOException e) {
        if (!closed) {
            throw new IllegalStateException("the canned name server fails", e);
        }
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        listener.close();
    }
}
