package dev.penstock.backends.routing;

import static dev.penstock.lab.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.lab.property.Property;
import java.util.List;
import org.junit.jupiter.api.Test;

class AliasTableTest {
    private static final int STEPS = 100_000;

    @Test
    void indexesAreChosenInProportionToTheirWeights() {
        Property.check(100, choices -> {
            List<Long> given = choices.draw("weights", longs(1, 100_000).list(1, 12));
            assertProportions(given.stream().mapToLong(Long::longValue).toArray());
        });
    }

    private static void assertProportions(long[] weights) {
        AliasTable table = new AliasTable(weights);
        int[] chosen = new int[weights.length];
        long step = (1L << Integer.SIZE) / STEPS;
        for (int i = 0; i < STEPS; i++) {
            chosen[table.choose((int) (i * step))]++;
        }
        double sum = 0;
        for (long weight : weights) {
            sum += weight;
        }
        for (int i = 0; i < weights.length; i++) {
            assertThat(chosen[i] / (double) STEPS).isCloseTo(weights[i] / sum, within(0.001));
        }
    }
}
