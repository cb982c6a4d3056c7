package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.FinderResult;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.FakeTransport.Fault;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrvFallbackFinderTest {
    private static final String SRV = "_postgresql._tcp.orders.test";
    private static final String HOST = "orders.test/127.0.0.9:5432";
    private static final String TARGET = "db.test/127.0.0.2:6000";

    private final FakeTransport transport = new FakeTransport();
    private final BackendFinder finder = DnsResolver.finder(
            Lookup.srv(SRV).withFallback(5432), DnsSettings.system().withServers("10.0.0.53"), transport);

    SrvFallbackFinderTest() {
        transport.set("orders.test", "30 A 127.0.0.9");
        transport.set("db.test", "30 A 127.0.0.2");
    }

    private void publish() {
        transport.set(SRV, "30 SRV 0 1 6000 db.test.");
    }

    private List<String> find() throws DiscoveryException, InterruptedException {
        return found().backends().stream().map(Backend::label).toList();
    }

    private FinderResult found() throws DiscoveryException, InterruptedException {
        return finder.find(Deadline.after(Duration.ofSeconds(60), NanoClock.system()));
    }

    @Test
    void domainIsTheFallbackUntilTheFirstRecord() throws Exception {
        assertThat(find()).as("no such name").containsExactly(HOST);
        transport.set(SRV);
        assertThat(find()).as("no such record").containsExactly(HOST);
        publish();
        assertThat(find()).as("the targets win once there are records").containsExactly(TARGET);
    }

    @Test
    void seenRecordsAreRememberedAfterServerChange() throws Exception {
        DnsSettings all = DnsSettings.system().withPolicy(NameServerPolicy.UNION);
        AtomicReference<NameServers> servers = new AtomicReference<>(servers("10.0.0.53"));
        BackendFinder asksAll = new SrvFallbackFinder(
                new AllServersFinder(Lookup.srv(SRV), all, servers::get, transport),
                new AllServersFinder(Lookup.hosts(new HostAndPort("orders.test", 5432)), all, servers::get, transport));
        Deadline deadline = Deadline.after(Duration.ofSeconds(60), NanoClock.system());
        publish();
        assertThat(asksAll.find(deadline).backends()).extracting(Backend::label).containsExactly(TARGET);
        servers.set(servers("10.0.0.54"));
        transport.set(SRV);

        assertThatThrownBy(() -> asksAll.find(deadline)).hasMessageContaining("no SRV record");
    }

    private static NameServers servers(String list) {
        return new NameServers(DnsSettings.system().withServers(list).servers(), List.of(), 1, Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void unansweredQuestionKeepsTheChoice(Fault fault) throws Exception {
        publish();
        transport.fault(SRV, fault);
        if (fault != Fault.FORMERR_WITH_EDNS) {
            assertThatThrownBy(this::find).as("nothing is known").hasMessageContaining(SRV);
        }
        transport.heal(SRV);
        assertThat(find()).containsExactly(TARGET);
        transport.fault(SRV, fault);
        if (fault != Fault.FORMERR_WITH_EDNS) {
            assertThatThrownBy(this::find).as("the last good set is kept").hasMessageContaining(SRV);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SILENT", "SERVFAIL"})
    void unansweredSrvQuestionStillResolvesTheFallback(Fault fault) throws Exception {
        find();
        transport.fault(SRV, fault);
        transport.set("orders.test", "30 A 127.0.0.8");

        FinderResult found = found();

        assertThat(found.backends()).map(Backend::label).containsExactly("orders.test/127.0.0.8:5432");
        assertThat(found.failure().orElseThrow().message()).contains(SRV);
    }

    @Test
    void removedRecordsDoNotSelectTheFallback() throws Exception {
        publish();
        find();
        transport.remove(SRV);

        assertThatThrownBy(this::find).hasMessageStartingWith("no such SRV name");
        assertThat(transport.asked()).noneMatch(question -> question.startsWith("orders.test"));
    }

    @Test
    void unusableRecordsCountAsSeen() {
        transport.set(SRV, "30 SRV 0 0 0 .");
        assertThatThrownBy(this::find).hasMessageContaining("has the target '.'");
        transport.set(SRV, "30 SRV 0 0 1 missing.test.");
        assertThatThrownBy(this::find).hasMessageContaining("missing.test");
        assertThat(transport.asked()).noneMatch(question -> question.startsWith("orders.test"));
    }

    @Test
    void failureNamesRecordsAndFallback() {
        transport.remove("orders.test");
        assertThatThrownBy(this::find)
                .hasMessageContaining("no such SRV name: " + SRV)
                .hasMessageContaining("; the fallback failed too: no such host: orders.test")
                .isInstanceOfSatisfying(
                        DiscoveryException.class,
                        e -> assertThat(e.failure().negative()).isTrue());
        transport.fault("orders.test", Fault.SILENT);
        assertThatThrownBy(this::find)
                .isInstanceOfSatisfying(
                        DiscoveryException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(Kind.TIMEOUT));
    }

    @Test
    void lookupWithoutFallbackHasNone() {
        BackendFinder strict =
                DnsResolver.finder(Lookup.srv(SRV), DnsSettings.system().withServers("10.0.0.53"), transport);

        assertThatThrownBy(() -> strict.find(Deadline.after(Duration.ofSeconds(60), NanoClock.system())))
                .hasMessageStartingWith("no such SRV name");
        assertThatThrownBy(() -> Lookup.srv("_postgresql._tcp").withFallback(5432))
                .hasMessageContaining("has no host after its service and protocol");
    }
}
