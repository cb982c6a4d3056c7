package dev.penstock.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.FinderResult;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.FakeTransport.Fault;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsFinderTest {
    private static final String SRV = "_postgresql._tcp.orders.test";
    private static final String SERVER = "10.0.0.53:53";

    private final FakeTransport transport = new FakeTransport();
    private final DnsSettings settings = DnsSettings.system().withServers(SERVER);
    private final DnsFinder targets = finder(Lookup.srv(SRV), settings);

    DnsFinderTest() {
        transport.set(SRV, "50 SRV 0 1 5432 Orders-1.test.", "60 SRV 1 2 5433 orders-2.test.");
        transport.set("orders-1.test", "30 A 127.0.0.2");
        transport.set("orders-2.test", "40 A 127.0.0.3");
    }

    @Test
    void repeatedTargetIsAskedOnce() throws Exception {
        transport.set(SRV, "5 SRV 0 1 5432 orders-1.test.", "5 SRV 0 1 5433 orders-1.test.");

        FinderResult found = find(targets);

        assertThat(labels(found)).containsExactly("orders-1.test/127.0.0.2:5432", "orders-1.test/127.0.0.2:5433");
        assertThat(found.ttl()).isEqualTo(Duration.ofSeconds(5));
        assertThat(transport.asked()).containsExactly(SRV + " SRV UDP", "orders-1.test A UDP");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SILENT", "SERVFAIL", "REFERRAL", "TRUNCATED_AND_NO_TCP"})
    void targetWithErrorKeepsItsLastAddresses(Fault fault) throws Exception {
        FinderResult before = find(targets);
        transport.fault("orders-2.test", fault);
        FinderResult partly = find(targets);

        assertThat(partly.backends()).isEqualTo(before.backends());
        assertThat(partly.partlyStale()).isTrue();
        assertThat(partly.failure().orElseThrow().message()).contains("orders-2.test A: " + SERVER);

        transport.heal("orders-2.test");
        transport.set("orders-2.test", "40 A 127.0.0.4");
        FinderResult healed = find(targets);
        assertThat(labels(healed)).containsExactly("orders-1.test/127.0.0.2:5432", "orders-2.test/127.0.0.4:5433");
        assertThat(healed.failure()).isEmpty();
    }

    @Test
    void missingTargetIsNotABackend() throws Exception {
        find(targets);
        transport.remove("orders-2.test");
        FinderResult without = find(targets);

        assertThat(labels(without)).containsExactly("orders-1.test/127.0.0.2:5432");
        assertThat(without.partlyStale()).isFalse();
        assertThat(without.failure().orElseThrow().kind()).isEqualTo(Kind.NO_SUCH_NAME);

        transport.fault("orders-2.test", Fault.SERVFAIL);
        assertThat(find(targets).backends())
                .as("a removed backend does not return")
                .hasSize(1);
    }

    @Test
    void removedTargetIsForgotten() throws Exception {
        find(targets);
        transport.set(SRV, "5 SRV 0 1 5432 orders-1.test.");
        find(targets);
        transport.set(SRV, "5 SRV 0 1 5432 orders-1.test.", "5 SRV 0 1 5432 orders-2.test.");
        transport.fault("orders-2.test", Fault.SERVFAIL);

        assertThat(find(targets).backends()).hasSize(1);
    }

    @Test
    void resolutionWithoutAnsweringTargetFails() throws Exception {
        find(targets);
        transport.fault("orders-1.test", Fault.SERVFAIL);
        transport.fault("orders-2.test", Fault.SERVFAIL);

        assertThatThrownBy(() -> find(targets))
                .hasMessageContaining("orders-1.test A: " + SERVER + " answers SERVFAIL")
                .hasMessageContaining("orders-2.test A: " + SERVER + " answers SERVFAIL");
    }

    @Test
    void srvRecordWithoutServerIsRefusedWithAReason() {
        transport.set(SRV, "5 SRV 0 0 0 .");
        assertThatThrownBy(() -> find(targets)).hasMessageContaining("has the target '.'");

        transport.set(SRV, "5 SRV 0 0 0 orders-1.test.");
        assertThatThrownBy(() -> find(targets)).hasMessageContaining("for orders-1.test has port 0");
    }

    /** A host name becomes part of pgjdbc's URL, in which the last of two equal settings wins. */
    @ParameterizedTest
    @ValueSource(strings = {"h/x?sslmode=disable&y=", "h#x", "a,b", "h\\\\010x", "-h"})
    void targetWithInvalidHostNameIsNotABackend(String target) throws Exception {
        transport.set(SRV, "5 SRV 0 0 5432 " + target + ".test.", "5 SRV 0 0 5432 orders-1.test.");
        transport.set(target + ".test", "5 A 127.0.0.9");

        FinderResult found = find(targets);

        assertThat(labels(found)).containsExactly("orders-1.test/127.0.0.2:5432");
        assertThat(found.failure().orElseThrow().message()).contains("has a target that is not a host name");
    }

    @Test
    void answersWithMillionsOfBackendsAreRefused() {
        transport.set(SRV, lines(200, i -> "5 SRV 0 0 " + (5000 + i) + " orders-1.test."));
        transport.set("orders-1.test", lines(200, i -> "5 A 127.0.1." + i));

        assertThatThrownBy(() -> find(targets))
                .hasMessageContaining(SERVER + " make more than " + BackendSetBuilder.MAX_BACKENDS + " backends")
                .isInstanceOfSatisfying(
                        DiscoveryException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(Kind.BAD_ANSWER));
    }

    private static String[] lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).toArray(String[]::new);
    }

    @Test
    void serverWithoutEdnsIsAskedWithoutEdns() throws Exception {
        transport.fault("orders-1.test", Fault.FORMERR_WITH_EDNS);

        assertThat(find(targets).backends()).hasSize(2);
    }

    @Test
    void errorDoesNotSelectTheOtherFamily() {
        transport.set("orders.test", "5 A 127.0.0.2", "5 AAAA ::1");
        transport.fault("orders.test", Fault.SERVFAIL);

        assertThatThrownBy(() -> find(finder(hosts("orders.test"), settings))).hasMessageContaining("orders.test A");
        assertThat(transport.asked()).noneMatch(question -> question.contains("AAAA"));
    }

    @Test
    void sameAddressOfTwoNamesIsOneBackend() throws Exception {
        transport.set("a.test", "5 A 127.0.0.2");
        transport.set("b.test", "5 A 127.0.0.2", "5 A 127.0.0.3");

        assertThat(labels(find(finder(hosts("b.test,a.test."), settings))))
                .containsExactly("a.test/127.0.0.2:5432", "b.test/127.0.0.3:5432");
    }

    @Test
    void unfollowedAliasIsAskedFor() throws Exception {
        transport.set("alias.test", "3 CNAME middle.test.");
        transport.set("middle.test", "2 CNAME orders-1.test.");

        FinderResult found = find(finder(hosts("alias.test"), settings));

        assertThat(labels(found)).as("TLS verifies the requested name").containsExactly("alias.test/127.0.0.2:5432");
        assertThat(found.ttl()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void loopingOrEndlessAliasesFail() {
        transport.set("a.test", "5 CNAME b.test.");
        transport.set("b.test", "5 CNAME a.test.");
        for (int i = 0; i < 40; i++) {
            transport.set("c" + i + ".test", "5 CNAME c" + (i + 1) + ".test.");
        }

        for (String host : List.of("a.test", "c0.test")) {
            assertThatThrownBy(() -> find(finder(hosts(host), settings)))
                    .hasMessageContaining("form a loop, or lead through more than 16 names")
                    .isInstanceOfSatisfying(
                            DiscoveryException.class,
                            e -> assertThat(e.failure().kind()).isEqualTo(Kind.BAD_ANSWER));
        }
        assertThat(transport.asked()).hasSize(2 + AliasChain.MAX_ALIASES + 1);
    }

    @Test
    void addressChoiceAsksOnlyForItsRecordTypes() throws Exception {
        transport.set("both.test", "5 A 127.0.0.2", "5 AAAA ::1");

        assertThat(addresses(AddressChoice.IPV4)).containsExactly("127.0.0.2");
        assertThat(addresses(AddressChoice.IPV6)).containsExactly("0:0:0:0:0:0:0:1");
        assertThat(addresses(AddressChoice.PREFER_IPV4)).containsExactly("127.0.0.2");
        assertThat(addresses(AddressChoice.PREFER_IPV6)).containsExactly("0:0:0:0:0:0:0:1");
        assertThat(addresses(AddressChoice.BOTH)).containsExactly("127.0.0.2", "0:0:0:0:0:0:0:1");
        assertThat(transport.asked()).hasSize(6);
    }

    private List<String> addresses(AddressChoice choice) throws DiscoveryException, InterruptedException {
        return find(finder(hosts("both.test"), settings.withAddresses(choice))).backends().stream()
                .map(backend -> backend.address().getHostAddress())
                .toList();
    }

    private static Lookup hosts(String list) {
        return new Lookup.Hosts(HostAndPort.parseList(list, 5432));
    }

    private DnsFinder finder(Lookup lookup, DnsSettings with) {
        return new DnsFinder(lookup, with, NameServers.of(with), transport);
    }

    private static FinderResult find(DnsFinder finder) throws DiscoveryException, InterruptedException {
        return finder.find(Deadline.after(Duration.ofSeconds(60), NanoClock.system()));
    }

    private static List<String> labels(FinderResult found) {
        return found.backends().stream().map(Backend::label).toList();
    }
}
