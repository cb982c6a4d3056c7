package dev.penstock.discovery.dns;

import static dev.penstock.discovery.DiscoveryFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.DiscoveryFixture;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.VirtualTime;
import dev.penstock.lab.Loopback;
import dev.penstock.lab.dns.DnsFault;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.waits.WaitMeters;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NegativeTtlTest {
    private static final Duration TTL = Duration.ofSeconds(100);

    private final VirtualTime time = new VirtualTime();
    private final DnsServer server = DnsServer.start();
    private DnsResolver resolver = resolver(Lookup.hosts(new HostAndPort("orders.test", 5432)));

    NegativeTtlTest() {
        server.update(zone -> zone.negativeTtl(TTL));
    }

    @AfterEach
    void close() {
        resolver.close();
        server.close();
    }

    private DnsResolver resolver(Lookup lookup) {
        return new DnsResolver(
                ORDERS,
                lookup,
                DnsSettings.system().withServers(List.of(server.address())),
                RefreshPolicy.defaults(),
                DiscoveryFixture.context(time, new WaitMeters()));
    }

    private void begin() {
        resolver.start(set -> {});
        time.advance(Duration.ZERO);
    }

    @Test
    void missingNameIsAskedAgainAfterItsNegativeTtl() {
        begin();
        assertThat(time.untilNext()).isBetween(TTL, TTL.plusSeconds(20));

        server.a("orders.test", Duration.ofSeconds(5), Loopback.address(2));
        time.advance(Duration.ofSeconds(99));
        assertThat(resolver.current().backends()).isEmpty();
        time.advance(Duration.ofSeconds(22));
        assertThat(resolver.current().backends()).hasSize(1);
    }

    @Test
    void missingRecordIsAskedAgainAfterItsNegativeTtl() {
        server.a("orders.test", Duration.ofSeconds(5));
        server.a("_db._tcp.orders.test", Duration.ofSeconds(5));
        begin();
        assertThat(time.untilNext()).isBetween(TTL, TTL.plusSeconds(20));

        resolver.close();
        resolver = resolver(Lookup.srv("_db._tcp.orders.test").withFallback(5432));
        begin();
        assertThat(time.untilNext()).isBetween(TTL, TTL.plusSeconds(20));
    }

    @Test
    void negativeTtlIsLimitedByFloorAndCeiling() {
        server.update(zone -> zone.negativeTtl(Duration.ofDays(30)));
        begin();
        assertThat(time.untilNext()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));

        server.update(zone -> zone.negativeTtl(Duration.ZERO));
        time.advance(Duration.ofMinutes(6));
        assertThat(time.untilNext()).isLessThanOrEqualTo(Duration.ofMillis(1_200));
    }

    @Test
    void negativeAnswerWithoutTtlBacksOff() {
        server.fault(DnsFault.nxdomain());
        begin();
        assertThat(time.untilNext()).isLessThanOrEqualTo(Duration.ofSeconds(1));
        time.advance(Duration.ofMinutes(2));
        assertThat(time.untilNext()).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void failingHostBesideMissingHostIsAskedSoon() {
        server.fault("b.test", DnsFault.servfail());
        resolver.close();
        resolver = resolver(new Lookup.Hosts(HostAndPort.parseList("a.test,b.test", 5432)));
        begin();

        assertThat(resolver.current().failure().orElseThrow().negative())
                .as("an error for b.test is not a negative answer")
                .isFalse();
        assertThat(time.untilNext()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
}
