package dev.penstock.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostAndPortTest {
    @ParameterizedTest
    @CsvSource({
        "db, db:5432",
        "db:6000, db:6000",
        "db.example.com.:1, db.example.com.:1",
        "10.0.0.1:65535, 10.0.0.1:65535",
        "[::1], [::1]:5432",
        "[fd00::2]:6000, [fd00::2]:6000",
        "_x_1.test, _x_1.test:5432"
    })
    void hostAndPortIsParsed(String text, String expected) {
        assertThat(HostAndPort.parse(text, 5432)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "db:70000|port 70000 of 'db:70000' is not between 1 and 65535",
                "db:0|port 0 of 'db:0' is not between 1 and 65535",
                "db:99999999999|port 99999999999 of 'db:99999999999' is not between 1 and 65535",
                "db:-1|port '-1' of 'db:-1' is not a number",
                "db:x|port 'x' of 'db:x' is not a number",
                "db:|'db:' has no port after the colon",
                ":1|':1' has no host",
                "::1|'::1' has more than one colon; write an IPv6 address in brackets, as in '[::1]:5432'",
                "[::1|'[::1' has no closing bracket; write '[::1]:5432'",
                "[::1]5432|'[::1]5432' has '5432' after the bracket; write '[::1]:5432'",
                "[db]:1|'db' of '[db]:1' is not an IPv6 address; brackets are for IPv6 addresses only",
                "[:::1]:1|':::1' of '[:::1]:1' is not an IPv6 address",
                "10.0.0.256|'10.0.0.256' of '10.0.0.256:5432' is not an IPv4 address; it needs four numbers from 0 to"
                        + " 255",
                "10.1|'10.1' of '10.1:5432' is not an IPv4 address; it needs four numbers from 0 to 255"
            })
    void invalidTextIsRefusedWithItsReason(String text, String message) {
        assertThatThrownBy(() -> HostAndPort.parse(text, 5432))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void invalidHostNameIsRefused() {
        for (String text :
                new String[] {"a b", "a..b", "-a", "a-", "a/b", "größe", "", "a".repeat(64), "a.".repeat(127) + "a"}) {
            assertThatThrownBy(() -> HostAndPort.parse(text, 5432)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void invalidListNamesEveryInvalidEntry() {
        assertThatThrownBy(() -> HostAndPort.parseList("a:0, b, c:x", 5432))
                .hasMessageContaining("port 0 of 'a:0'")
                .hasMessageContaining("port 'x' of 'c:x'");
        assertThat(HostAndPort.parseList("a, b:1 ,[::1]", 5432))
                .map(HostAndPort::toString)
                .containsExactly("a:5432", "b:1", "[::1]:5432");
    }

    @Test
    void literalIsAnAddressAndNameIsNot() {
        assertThat(HostAndPort.parse("127.0.0.2", 1).literal()).isPresent();
        assertThat(HostAndPort.parse("[::1]", 1).literal()).isPresent();
        assertThat(HostAndPort.parse("localhost", 1).literal()).isEmpty();
    }
}
