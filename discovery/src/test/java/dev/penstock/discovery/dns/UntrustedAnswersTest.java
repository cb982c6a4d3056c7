package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.FinderResult;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer of DNS cannot lead to an address or a name that the configuration excludes. */
class UntrustedAnswersTest {
    private static final String SRV = "_postgresql._tcp.orders.test";

    private final FakeTransport transport = new FakeTransport();
    private final DnsSettings settings = DnsSettings.system().withServers("10.0.0.53");

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "224.0.0.1", "239.255.255.255", "255.255.255.255", "169.254.169.254"})
    void addressOfNoServerIsNotABackend(String address) throws Exception {
        transport.set("db.test", "5 A " + address, "5 A 127.0.0.2");

        FinderResult found = find(hosts(), settings);

        assertThat(labels(found)).containsExactly("db.test/127.0.0.2:5432");
        assertThat(found.failure().orElseThrow().message()).contains("db.test has the address " + address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "ff02::1", "fe80::1"})
    void ipv6AddressOfNoServerIsNotABackend(String address) {
        transport.set("db.test", "5 AAAA " + address);

        assertThatThrownBy(() -> find(hosts(), settings.withAddresses(AddressChoice.IPV6)))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContaining("db.test has the address");
    }

    @Test
    void linkLocalAddressIsBackendIfAllowed() throws Exception {
        transport.set("db.test", "5 A 169.254.0.7");

        assertThat(labels(find(hosts(), settings.withLinkLocal(true)))).containsExactly("db.test/169.254.0.7:5432");
    }

    @Test
    void targetOutsideOfTheDomainIsRefusedByName() throws Exception {
        transport.set(SRV, "50 SRV 0 1 5432 db.orders.test.", "50 SRV 0 1 5432 orders.test.attacker.example.");
        transport.set("db.orders.test", "50 A 127.0.0.2");
        transport.set("orders.test.attacker.example", "50 A 127.0.0.9");

        FinderResult found = find(Lookup.srv(SRV).withTargetDomains(List.of()), settings);

        assertThat(labels(found)).containsExactly("db.orders.test/127.0.0.2:5432");
        assertThat(found.failure().orElseThrow().message())
                .contains("orders.test.attacker.example", "outside of orders.test", "srvTargetDomains");
    }

    @Test
    void targetInAnotherNamedDomainIsAccepted() throws Exception {
        transport.set(SRV, "50 SRV 0 1 5432 db.Cloud.example.");
        transport.set("db.cloud.example", "50 A 127.0.0.2");

        assertThat(find(Lookup.srv(SRV).withTargetDomains(List.of("cloud.example.")), settings)
                        .failure())
                .isEmpty();
    }

    @Test
    void anyTargetIsAcceptedWithoutRestriction() throws Exception {
        transport.set(SRV, "50 SRV 0 1 5432 db.elsewhere.example.");
        transport.set("db.elsewhere.example", "50 A 127.0.0.2");

        assertThat(labels(find(Lookup.srv(SRV), settings))).containsExactly("db.elsewhere.example/127.0.0.2:5432");
    }

    @Test
    void domainEndsAtLabel() {
        TargetDomains domains = new TargetDomains(List.of("Orders.test."));

        assertThat(domains.contain("a.b.orders.TEST")).isTrue();
        assertThat(domains.contain("orders.test")).isTrue();
        assertThat(domains.contain("evilorders.test")).isFalse();
        assertThat(domains.contain("test")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a..b", "-x"})
    void wrongDomainIsRefused(String domain) {
        assertThatThrownBy(() -> new TargetDomains(List.of(domain))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Lookup hosts() {
        return new Lookup.Hosts(HostAndPort.parseList("db.test", 5432));
    }

    private FinderResult find(Lookup lookup, DnsSettings with) throws DiscoveryException, InterruptedException {
        return new DnsFinder(lookup, with, NameServers.of(with), transport)
                .find(Deadline.after(Duration.ofSeconds(60), NanoClock.system()));
    }

    private static List<String> labels(FinderResult found) {
        return found.backends().stream().map(Backend::label).toList();
    }
}
