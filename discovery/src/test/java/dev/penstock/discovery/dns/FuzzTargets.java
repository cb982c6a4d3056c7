package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.FinderResult;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.transport.MalformedReplyException;
import dev.penstock.discovery.dns.transport.SocketTransport;
import dev.penstock.waits.NanoClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The parsers of bytes from other hosts. Each input must end in a value or in a declared failure. */
final class FuzzTargets {
    private static final Name NAME = Name.fromConstantString("orders.test.");

    private FuzzTargets() {}

    /** Selects the target by the first byte and gives it the other bytes. */
    static void any(byte[] data) throws IOException, InterruptedException {
        byte[] rest = data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
        switch (data.length == 0 ? 0 : data[0]) {
            case 0 -> tcpStreams(rest);
            case 1 -> names(rest);
            case 2 -> hostsFiles(rest);
            default -> replies(rest);
        }
    }

    /** Runs two resolutions, so that the second uses the state of the first; returns the number of successes. */
    static int replies(byte[] data) throws InterruptedException {
        FuzzedTransport transport = new FuzzedTransport(data);
        int choices = transport.choices();
        DnsSettings settings = DnsSettings.system()
                .withServers("10.0.0.1,10.0.0.2,10.0.0.3")
                .withAddresses(pick(AddressChoice.values(), choices))
                .withPolicy(pick(NameServerPolicy.values(), choices >> 3));
        Lookup lookup = (choices & 0x80) == 0
                ? Lookup.srv("_db._tcp.orders.test").withFallback(5432)
                : new Lookup.Hosts(HostAndPort.parseList("orders.test,db.test", 5432));
        BackendFinder finder = DnsResolver.finder(lookup, settings, transport);
        int successes = 0;
        for (int i = 0; i < 2; i++) {
            try {
                FinderResult found = finder.find(Deadline.after(Duration.ofMinutes(1), NanoClock.system()));
                successes++;
                assertThat(found.backends()).isNotEmpty();
                assertThat(found.ttl()).isBetween(Duration.ZERO, Duration.ofSeconds(Integer.MAX_VALUE));
            } catch (DiscoveryException e) {
                assertThat(e.failure().message()).isNotBlank();
                assertThat(e.ttl().orElse(Duration.ZERO))
                        .isBetween(Duration.ZERO, Duration.ofSeconds(Integer.MAX_VALUE));
            }
        }
        return successes;
    }

    /** Reads a TCP stream whose bytes include the length of each message. */
    static void tcpStreams(byte[] data) {
        Message query = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
        query.getHeader().setID(0x1234);
        try {
            Message reply = SocketTransport.readReply(new ByteArrayInputStream(data), query);
            assertThat(reply.getHeader().getID()).isEqualTo(0x1234);
        } catch (IOException e) {
            assertThat(e).isInstanceOf(MalformedReplyException.class);
        }
    }

    static void names(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            for (HostAndPort each : HostAndPort.parseList(text, 5432)) {
                assertThat(HostAndPort.parse(each.toString(), 1)).isEqualTo(each);
            }
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            Lookup.srv(text).withFallback(5432);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    static void hostsFiles(byte[] data) throws IOException {
        List<String> lines =
                new String(data, StandardCharsets.ISO_8859_1).lines().toList();
        for (InetAddress address : HostsFile.addresses("orders.test", lines)) {
            assertThat(address.getHostAddress()).isNotBlank();
        }
    }

    private static <T> T pick(T[] values, int choice) {
        return values[(choice & 0x7) % values.length];
    }
}
