package dev.penstock.pool.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.Balance;
import dev.penstock.discovery.dns.AddressChoice;
import dev.penstock.discovery.dns.NameServerPolicy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The defaults must be right, because the check of a configuration covers only values that are set. */
class PropertyTableTest {
    @Test
    void everyDefaultIsInItsRange() {
        for (Property<?> property : PropertyTable.all()) {
            property.defaultValue().ifPresent(value -> {
                assertThat(property.replacement()).as("%s is refused", property).isEmpty();
                if (value instanceof Number number) {
                    assertThat(property.range().violation(number.longValue()))
                            .as("%s %s", property, value)
                            .isEmpty();
                }
            });
        }
    }

    @Test
    void everyDefaultOfConstantPropertyIsAConstant() {
        Map<Property<String>, Class<? extends Enum<?>>> constants = Map.of(
                PropertyTable.QUEUE_POLICY, PoolSettings.QueuePolicy.class,
                PropertyTable.RECORDING, PoolSettings.Recording.class,
                PropertyTable.NAME_SERVER_POLICY, NameServerPolicy.class,
                PropertyTable.ADDRESS_FAMILY, AddressChoice.class,
                PropertyTable.BALANCE, Balance.class);
        constants.forEach((property, type) -> assertThat(Arrays.stream(type.getEnumConstants())
                        .map(each -> each.name().toLowerCase(Locale.ROOT)))
                .contains(property.defaultValue().orElseThrow()));
    }
}
