package dev.penstock.lab.property;

import static dev.penstock.lab.property.Generators.booleans;
import static dev.penstock.lab.property.Generators.doubles;
import static dev.penstock.lab.property.Generators.ints;
import static dev.penstock.lab.property.Generators.longs;
import static dev.penstock.lab.property.Generators.of;
import static dev.penstock.lab.property.Generators.oneOf;
import static dev.penstock.lab.property.Generators.strings;
import static dev.penstock.lab.property.Generators.weighted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GeneratorsTest {
    private static <T> List<T> values(Generator<T> generator) {
        List<T> values = new ArrayList<>();
        Property.check(10_000, 1, choices -> values.add(choices.draw(generator)));
        return values;
    }

    @Test
    void longsStayInTheirRange() {
        Property.check(choices -> {
            long one = choices.draw("one", longs());
            long other = choices.draw("other", longs());
            long min = Math.min(one, other);
            long max = Math.max(one, other);
            assertThat(choices.draw("value", longs(min, max))).isBetween(min, max);
        });
    }

    @Test
    void bothEndsOfARangeAreDrawnOften() {
        for (long[] range : new long[][] {{Long.MIN_VALUE, Long.MAX_VALUE}, {1, 65_535}, {-7, -3}, {-20, 40}}) {
            List<Long> values = values(longs(range[0], range[1]));
            assertThat(Collections.frequency(values, range[0])).isGreaterThan(100);
            assertThat(Collections.frequency(values, range[1])).isGreaterThan(100);
        }
        assertThat(values(longs())).contains(-2L, -1L, 0L, 1L, 2L, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1);
    }

    @Test
    void twoValuesAreOftenAtTheirEdgesTogether() {
        List<List<Integer>> pairs = values(ints(0, 10_000).list(2, 2));

        assertThat(pairs).filteredOn(pair -> pair.equals(List.of(0, 10_000))).hasSizeGreaterThan(40);
    }

    @Test
    void wideRangesGiveEveryOrderOfMagnitude() {
        List<Long> values = values(longs(0, Long.MAX_VALUE));

        for (int bits = 0; bits < Long.SIZE; bits++) {
            int wanted = bits;
            assertThat(values).anyMatch(value -> Long.SIZE - Long.numberOfLeadingZeros(value) == wanted);
        }
    }

    @Test
    void narrowRangesGiveEveryValue() {
        assertThat(new HashSet<>(values(ints(-20, 200)))).hasSize(221);
    }

    @Test
    void doublesStayInTheirRangeAndReachItsEnds() {
        assertThat(values(doubles(-3, 8)))
                .allMatch(value -> value >= -3 && value <= 8)
                .contains(-3.0, 8.0)
                .anyMatch(value -> value > 0 && value < 5);
    }

    @Test
    void unboundedDoublesIncludeSpecialValues() {
        assertThat(values(doubles()))
                .contains(Double.NaN, -0.0, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE);
    }

    @Test
    void givenValuesAreEquallyLikely() {
        List<Integer> values = values(of(7, 7, 9));

        assertThat(Collections.frequency(values, 9)).isBetween(3_000, 3_700);
        assertThat(values(booleans())).contains(true, false);
        assertThat(values(of(TimeUnit.class))).contains(TimeUnit.values());
    }

    @Test
    void weightsDecideHowOftenAGeneratorIsDrawn() {
        List<String> values = values(weighted(9, of("often"), 1, of("seldom")));

        assertThat(Collections.frequency(values, "seldom")).isBetween(850, 1_150);
        assertThat(values(oneOf(of("a"), of("b"), of("c")))).contains("a", "b", "c");
    }

    @Test
    void listsHaveEveryLengthOfTheirRange() {
        List<List<Integer>> lists = values(ints(0, 3).list(2, 40));

        for (int length = 2; length <= 40; length++) {
            int wanted = length;
            assertThat(lists).anyMatch(list -> list.size() == wanted);
        }
        assertThat(lists).allMatch(list -> list.size() >= 2 && list.size() <= 40);
        assertThat(lists).filteredOn(list -> list.size() == 2).hasSizeGreaterThan(500);
        assertThat(lists).filteredOn(list -> list.size() == 40).hasSizeGreaterThan(500);
    }

    @Test
    void listCannotBeChanged() {
        Property.check(
                10,
                choices -> assertThatThrownBy(
                                () -> choices.draw(ints().list(1, 2)).add(1))
                        .isInstanceOf(UnsupportedOperationException.class));
    }

    @Test
    void textConsistsOfItsCharacters() {
        assertThat(values(strings(ints('a', 'c'), 0, 4)))
                .allMatch(text -> text.matches("[a-c]{0,4}"))
                .contains("", "a", "cccc");
    }

    @Test
    void generatorsAreCombinedAndMapped() {
        Generator<String> pairs = choices -> choices.draw(ints(1, 2)) + ":" + choices.draw(of("x", "y"));

        assertThat(new HashSet<>(values(pairs.map(String::length)))).containsExactly(3);
        assertThat(new HashSet<>(values(pairs))).containsExactlyInAnyOrder("1:x", "1:y", "2:x", "2:y");
    }

    @Test
    void choiceFromNothingIsRefused() {
        assertThatThrownBy(() -> of()).hasMessage("there is nothing to choose from");
        assertThatThrownBy(() -> oneOf()).hasMessage("there is nothing to choose from");
    }

    @Test
    void emptyRangeIsRefused() {
        assertThatThrownBy(() -> ints(2, 1)).hasMessage("there is nothing between 2 and 1");
        assertThatThrownBy(() -> doubles(0, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ints(1, 2).list(-1, 4)).isInstanceOf(IllegalArgumentException.class);
    }
}
