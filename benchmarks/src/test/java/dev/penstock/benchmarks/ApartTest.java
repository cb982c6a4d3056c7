package dev.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.Slot;
import dev.penstock.waits.Apart;
import dev.penstock.waits.ClaimLedger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/** What the holders of different slots write is on different pairs of cache lines, as this JVM lays objects out. */
class ApartTest {
    private static final long PAIR_OF_LINES = 128;

    @ParameterizedTest
    @ValueSource(classes = {Slot.class, ClaimLedger.class})
    void noFieldIsNearTheObjectBefore(Class<? extends Apart> written) {
        assertThat(ClassLayout.parseClass(written).fields())
                .filteredOn(field -> !field.hostClass().equals(Apart.class.getName()))
                .isNotEmpty()
                .allSatisfy(ApartTest::isFarFromTheBegin);
    }

    private static void isFarFromTheBegin(FieldLayout field) {
        assertThat(field.offset()).as(field.name()).isGreaterThanOrEqualTo(PAIR_OF_LINES);
    }
}
