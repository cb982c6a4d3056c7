package dev.penstock.discovery;

import static dev.penstock.lab.property.Generators.ints;
import static dev.penstock.lab.property.Generators.of;
import static dev.penstock.lab.property.Generators.oneOf;
import static dev.penstock.lab.property.Generators.strings;
import static dev.penstock.lab.property.Generators.weighted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.property.Generator;
import dev.penstock.lab.property.Property;
import org.junit.jupiter.api.Test;

class HostAndPortPropertyTest {
    private static final Generator<String> NAMES =
            strings(ints('a', 'z'), 1, 20).list(1, 5).map(labels -> String.join(".", labels));
    private static final Generator<String> IPV4 =
            ints(0, 255).map(String::valueOf).list(4, 4).map(octets -> String.join(".", octets));
    private static final Generator<String> IPV6 =
            ints(0, 0xFFFF).map(Integer::toHexString).list(8, 8).map(groups -> String.join(":", groups));
    private static final Generator<String> HOSTS = oneOf(NAMES, IPV4, IPV6);

    /** Any text at all, and texts that look like an address but seldom are one. */
    private static final Generator<String> TEXTS = oneOf(
            strings(ints(0, Character.MAX_CODE_POINT), 0, 255),
            strings(
                    weighted(
                            9,
                                    of(':', '[', ']', '.', '-', '%', 'a', 'f', '0', '1', '5')
                                            .map(character -> (int) character),
                            1, ints(0, Character.MAX_CODE_POINT)),
                    0,
                    40));

    @Test
    void writtenFormIsReadBack() {
        Property.check(choices -> {
            HostAndPort written = new HostAndPort(choices.draw("host", HOSTS), choices.draw("port", ints(1, 65_535)));

            assertThat(HostAndPort.parse(written.toString(), 1)).isEqualTo(written);
        });
    }

    @Test
    void textIsReadOrRefusedWithAReason() {
        Property.check(2 * Property.DEFAULT_TRIES, choices -> {
            String text = choices.draw("text", TEXTS);
            try {
                HostAndPort read = HostAndPort.parse(text, 5432);
                assertThat(HostAndPort.parse(read.toString(), 1)).isEqualTo(read);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void portBeyondItsRangeIsRefused() {
        Property.check(choices -> {
            int port = choices.draw("port", ints());
            if (port < 1 || port > 65_535) {
                assertThatThrownBy(() -> new HostAndPort("db", port)).hasMessageContaining("not between 1 and 65535");
            } else {
                assertThat(new HostAndPort("db", port).port()).isEqualTo(port);
            }
        });
    }
}
