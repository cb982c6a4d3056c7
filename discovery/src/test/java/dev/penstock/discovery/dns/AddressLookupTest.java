package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.transport.SocketTransport;
import dev.penstock.lab.Loopback;
import dev.penstock.lab.dns.DnsFault;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.waits.NanoClock;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

@Timeout(60)
class AddressLookupTest {
    private final DnsServer server = DnsServer.start();
    private final Path file;

    AddressLookupTest(@TempDir Path directory) {
        file = directory.resolve("hosts");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void hostsFileComesFirstWithAllAddresses() throws Exception {
        Files.write(
                file,
                List.of(
                        "# 127.0.0.9 orders.test",
                        "127.0.0.2  other ORDERS.test # both",
                        "127.0.0.3\torders.test",
                        "::1 orders.test",
                        "nonsense orders.test",
                        "127.0.0.2 orders.test"));

        assertThat(find("orders.test")).containsExactly("127.0.0.2", "127.0.0.3");
        assertThat(server.queryCount()).isZero();

        Files.writeString(file, "::1 orders.test\n");
        assertThat(find("orders.test")).containsExactly("0:0:0:0:0:0:0:1");
    }

    @Test
    void localhostWithoutHostsFileIsTheLoopback() throws Exception {
        assertThat(find("localhost")).containsExactly("127.0.0.1");
        assertThat(find("db.localhost.")).containsExactly("127.0.0.1");
        Files.writeString(file, "127.0.0.5 localhost\n");
        assertThat(find("localhost")).containsExactly("127.0.0.5");
    }

    @Test
    void shortNameIsFoundInTheSearchPath() throws Exception {
        server.a("orders.prod.test", Duration.ofSeconds(5), Loopback.address(2));

        assertThat(find("orders")).containsExactly("127.0.0.2");
        assertThatThrownBy(() -> find("missing"))
                .hasMessageStartingWith(
                        "no such host: missing.prod.test (NXDOMAIN from " + DnsFailures.server(server.address()))
                .hasMessageEndingWith("; tried for missing: missing.prod.test, missing");
    }

    @Test
    void errorEndsTheSearchPath() {
        server.a("orders.prod.test", Duration.ofSeconds(5), Loopback.address(2));
        server.a("orders", Duration.ofSeconds(5), Loopback.address(66));
        server.fault("orders.prod.test", DnsFault.servfail());

        assertThatThrownBy(() -> find("orders")).hasMessageContaining("SERVFAIL");
    }

    @Test
    void systemNameServersAreReadable() {
        NameServers system = NameServers.of(DnsSettings.system()).get();

        assertThat(system.hostsFile()).isPresent();
        assertThat(system.ndots()).isPositive();
    }

    private List<String> find(String host) throws DiscoveryException, InterruptedException {
        DnsSettings settings =
                DnsSettings.system().withServers(List.of(server.address())).withQueryTimeout(Duration.ofSeconds(5));
        NameServers servers = new NameServers(
                settings.servers(),
                List.of(Name.fromConstantString("prod.test.")),
                1,
                Optional.of(new HostsFile(file)));
        RecordLookup records = new RecordLookup(new DnsClient(servers.servers(), settings, new SocketTransport()));
        Addresses found = new AddressLookup(servers, records, settings)
                .find(new HostAndPort(host, 5432), Deadline.after(Duration.ofSeconds(30), NanoClock.system()));
        return found.addresses().stream().map(InetAddress::getHostAddress).toList();
    }
}
