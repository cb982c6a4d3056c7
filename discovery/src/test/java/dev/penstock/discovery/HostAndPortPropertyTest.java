package dev.penstock.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class HostAndPortPropertyTest {
    @Property
    void whatIsWrittenIsReadBack(@ForAll("hosts") String host, @ForAll @IntRange(min = 1, max = 65_535) int port) {
        HostAndPort written = new HostAndPort(host, port);

        assertThat(HostAndPort.parse(written.toString(), 1)).isEqualTo(written);
    }

    @Property
    void everyTextIsReadOrRefusedWithAReason(@ForAll String text) {
        try {
            HostAndPort read = HostAndPort.parse(text, 5432);
            assertThat(HostAndPort.parse(read.toString(), 1)).isEqualTo(read);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property
    void noOtherPortIsPossible(@ForAll int port) {
        if (port < 1 || port > 65_535) {
            assertThatThrownBy(() -> new HostAndPort("db", port)).hasMessageContaining("not between 1 and 65535");
        } else {
            assertThat(new HostAndPort("db", port).port()).isEqualTo(port);
        }
    }

    @Provide
    Arbitrary<String> hosts() {
        Arbitrary<String> label =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(20);
        Arbitrary<Integer> octet = Arbitraries.integers().between(0, 255);
        Arbitrary<String> names = label.list().ofMinSize(1).ofMaxSize(5).map(labels -> String.join(".", labels));
        Arbitrary<String> ipv4 =
                Combinators.combine(octet, octet, octet, octet).as((a, b, c, d) -> a + "." + b + "." + c + "." + d);
        Arbitrary<String> ipv6 = Arbitraries.integers()
                .between(0, 0xFFFF)
                .map(Integer::toHexString)
                .list()
                .ofSize(8)
                .map(groups -> String.join(":", groups));
        return Arbitraries.oneOf(names, ipv4, ipv6);
    }
}
