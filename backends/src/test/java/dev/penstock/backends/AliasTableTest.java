package dev.penstock.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class AliasTableTest {
    private static final int STEPS = 100_000;

    @Property(tries = 100)
    void eachIsChosenAsItsWeightSays(
            @ForAll @Size(min = 1, max = 12) List<@LongRange(min = 1, max = 100_000) Long> given) {
        long[] weights = given.stream().mapToLong(Long::longValue).toArray();
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
