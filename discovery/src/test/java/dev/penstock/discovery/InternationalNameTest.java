package dev.penstock.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.dns.Lookup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InternationalNameTest {
    @ParameterizedTest
    @CsvSource({
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "bu\u0308cher.example, xn--bcher-kva.example",
        "例え.テスト, xn--r8jz45g.xn--zckzah",
        "db。example, db.example",
        "db_1.bücher.example., db_1.xn--bcher-kva.example.",
        "１０.0.0.7, 10.0.0.7",
        "Orders.Example, Orders.Example"
    })
    void internationalHostBecomesItsAsciiForm(String written, String host) {
        assertThat(HostAndPort.parse(written, 5432)).isEqualTo(new HostAndPort(host, 5432));
        assertThat(new HostAndPort(written, 1).host()).isEqualTo(host);
    }

    @Test
    void internationalSrvNameBecomesItsAsciiForm() {
        assertThat(Lookup.srv("_postgresql._tcp.bücher.example").name())
                .isEqualTo("_postgresql._tcp.xn--bcher-kva.example");
        assertThat(Lookup.srv("_postgresql._tcp.bücher.example")
                        .withFallback(5432)
                        .fallback())
                .contains(new HostAndPort("xn--bcher-kva.example", 5432));
    }

    @ParameterizedTest
    @ValueSource(strings = {"faß.example", "κόσμος.example", "a\u200db.example", "a\u200cb.example"})
    void nameThatIdnaEditionsConvertDifferentlyIsRefused(String name) {
        assertThatThrownBy(() -> HostAndPort.parse(name, 5432))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("IDNA 2003 and IDNA 2008 convert differently; write the name in its xn-- form");
    }

    @ParameterizedTest
    @ValueSource(strings = {"℀.example", "a\u00a0b.example", "ü..example", "\ud83d.example", "\u0378.x"})
    void nameWithoutAsciiFormIsRefused(String name) {
        assertThatThrownBy(() -> HostAndPort.parse(name, 5432)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tooLongInternationalNameIsRefused() {
        assertThatThrownBy(() -> HostAndPort.parse("ü".repeat(70) + ".example", 5432))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("xn-- form");
    }
}
