package dev.penstock.lab.property;

import static dev.penstock.lab.property.Generators.ints;
import static dev.penstock.lab.property.Generators.longs;
import static dev.penstock.lab.property.Generators.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.lab.LabException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PropertyTest {
    private static final Property.Body SMALL_SUM = choices -> {
        List<Integer> numbers = choices.draw("numbers", ints(0, 1_000).list(0, 50));
        assertThat(numbers.stream().mapToInt(Integer::intValue).sum()).isLessThan(1_000);
    };

    @Test
    void trueStatementIsTriedAsOftenAsAsked() {
        AtomicInteger tries = new AtomicInteger();

        Property.check(choices -> tries.incrementAndGet());
        assertThat(tries).hasValue(1_000);

        Property.check(7, choices -> tries.incrementAndGet());
        assertThat(tries).hasValue(1_007);
    }

    @Test
    void propertyWithoutTriesIsRefused() {
        assertThatThrownBy(() -> Property.check(0, choices -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one try");
    }

    @Test
    void failurePrintsSeedTryAndCause() {
        AssertionError failure = failure(1_000, 42, SMALL_SUM);

        assertThat(failure)
                .hasMessageMatching("(?s)try \\d+ of 1000 failed \\(seed 42, replay with -Dproperty.seed=42\\): .*")
                .hasMessageContaining("less than")
                .hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void printedSeedReplaysTheSameFailure() {
        AssertionError found = catchThrowableOfType(AssertionError.class, () -> Property.check(SMALL_SUM));
        String seed = found.getMessage().replaceAll("(?s).*-Dproperty\\.seed=(\\d+).*", "$1");

        AssertionError replayed = failure(1_000, Property.seed(seed), SMALL_SUM);

        assertThat(replayed).hasMessage(found.getMessage());
    }

    @Test
    void systemPropertySetsTheSeed() {
        String given = System.setProperty(Property.SEED, "77");
        try {
            assertThatThrownBy(() -> Property.check(SMALL_SUM))
                    .hasMessage(failure(1_000, 77, SMALL_SUM).getMessage());
        } finally {
            if (given == null) {
                System.clearProperty(Property.SEED);
            } else {
                System.setProperty(Property.SEED, given);
            }
        }
    }

    @Test
    void sameSeedDrawsTheSameCases() {
        assertThat(cases(5)).isEqualTo(cases(5)).isNotEqualTo(cases(6)).hasSize(1_000);
    }

    private static List<String> cases(long seed) {
        List<String> cases = new ArrayList<>();
        Property.check(
                1_000,
                seed,
                choices -> cases.add(choices.draw(longs().list(0, 9)).toString()));
        return cases;
    }

    @Test
    void unsetSeedDiffersFromRunToRun() {
        Set<Long> seeds = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            seeds.add(Property.seed(null));
        }
        assertThat(seeds).hasSizeGreaterThan(1);
    }

    @Test
    void seedThatIsNoNumberIsRefused() {
        assertThat(Property.seed("-3")).isEqualTo(-3);
        assertThatThrownBy(() -> Property.seed("today"))
                .isInstanceOf(LabException.class)
                .hasMessage("-Dproperty.seed must be a whole number, not 'today'");
    }

    /** No element can be left out or made smaller: the sum is just too large, and no element is 0. */
    @Test
    void failingListIsMinimised() {
        for (int seed = 0; seed < 50; seed++) {
            AssertionError failure = failure(1_000, seed, SMALL_SUM);

            assertThat(failure).hasMessageContaining("more runs");
            List<Integer> numbers = numbers(failure);
            assertThat(numbers).as("seed %d", seed).doesNotContain(0);
            assertThat(numbers.stream().mapToInt(Integer::intValue).sum())
                    .as("seed %d", seed)
                    .isEqualTo(1_000);
        }
    }

    private static List<Integer> numbers(AssertionError failure) {
        String numbers = failure.getMessage().replaceAll("(?s).*numbers = \\[(.*?)].*", "$1");
        return Arrays.stream(numbers.split(", ", -1)).map(Integer::valueOf).toList();
    }

    @Test
    void failingNumbersShrinkToTheBoundary() {
        assertMinimal(
                "n = 4097", choices -> assertThat(choices.draw("n", longs())).isLessThan(4_097));
        assertMinimal(
                "n = -4097", choices -> assertThat(choices.draw("n", longs())).isGreaterThan(-4_097));
        assertMinimal(
                "n = 12",
                choices -> assertThat(choices.draw("n", longs(12, 99))).isZero());
        assertMinimal(
                "n = -12",
                choices -> assertThat(choices.draw("n", longs(-99, -12))).isZero());
        assertMinimal(
                "n = " + (Long.MAX_VALUE - 9),
                choices -> assertThat(choices.draw("n", longs())).isLessThan(Long.MAX_VALUE - 9));
        assertMinimal(
                "n = " + Long.MIN_VALUE,
                choices -> assertThat(choices.draw("n", longs())).isNotEqualTo(Long.MIN_VALUE));
    }

    @Test
    void elementsThatDoNotMatterAreDeleted() {
        assertMinimal(
                "lists = \\[\\[7]]",
                choices -> assertThat(
                                choices.draw("lists", ints(0, 9).list(0, 5).list(0, 8)))
                        .noneMatch(list -> list.contains(7)));
        assertMinimal(
                "list = \\[(7, 0, 0|0, 7, 0|0, 0, 7)]",
                choices ->
                        assertThat(choices.draw("list", ints(0, 9).list(3, 8))).doesNotContain(7));
    }

    @Test
    void failingTextIsQuoted() {
        assertMinimal(
                "text = \"(a|\\\\u00e9){3}\"",
                choices -> assertThat(choices.draw("text", strings(Generators.of((int) 'a', 0xe9), 3, 9)))
                        .doesNotContain("\u00e9"));
    }

    @Test
    void minimalCaseFailsWithTheSameTypeOfException() {
        Property.Body body = choices -> {
            int n = choices.draw("n", ints(0, 1_000));
            if (n >= 500) {
                throw new IllegalStateException("large");
            }
            if (n == 3) {
                throw new UnsupportedOperationException("another fault");
            }
        };

        for (int seed = 0; seed < 20; seed++) {
            AssertionError failure = failure(1_000, seed, body);
            boolean large = failure.getCause() instanceof IllegalStateException;
            assertThat(failure).hasMessageContaining(large ? "n = 500\n" : "n = 3\n");
        }
    }

    @Test
    void failureThatDoesNotRepeatSaysSo() {
        AtomicInteger runs = new AtomicInteger();

        assertThat(failure(10, 1, choices -> {
                    choices.draw("n", ints());
                    assertThat(runs.incrementAndGet()).isNotEqualTo(3);
                }))
                .hasMessageContaining("try 3 of 10 failed")
                .hasMessageContaining("not only the choices matter")
                .hasMessageContaining("n = ");
    }

    @Test
    void everyCaseOfASmallSpaceIsChecked() {
        Set<List<Integer>> cases = new HashSet<>();

        int checked = Property.checkEveryCase(
                choices -> cases.add(List.of(choices.draw(ints(-2, 3)), choices.draw(ints(4, 6)))));

        assertThat(checked).isEqualTo(18);
        assertThat(cases).hasSize(18);
    }

    @Test
    void failingCaseOfASmallSpaceIsMinimised() {
        assertThatThrownBy(() -> Property.checkEveryCase(choices -> {
                    int one = choices.draw("one", ints(0, 20));
                    int other = choices.draw("other", ints(0, 20));
                    assertThat(one * other).isNotEqualTo(12);
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("one = 1\n  other = 12\n");
    }

    @Test
    void largeSpaceCannotBeCheckedCaseByCase() {
        assertThatThrownBy(() -> Property.checkEveryCase(choices -> choices.draw(ints())))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("more than 100000 cases");
    }

    @Test
    void interruptEndsTheCheck() {
        assertThatThrownBy(() -> Property.check(choices -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void generatorThatNeverEndsIsStopped() {
        Property.Body untilLarge = choices -> {
            int n = 0;
            while (n == 0) {
                n = choices.draw(ints(0, 9));
            }
            assertThat(n).isLessThan(5);
        };

        assertThatCode(() -> Property.check(1_000, 1, untilLarge)).isInstanceOf(AssertionError.class);
    }

    private static void assertMinimal(String values, Property.Body body) {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(failure(10_000, seed, body))
                    .as("seed %d", seed)
                    .message()
                    .containsPattern("\n  " + values + "\n");
        }
    }

    private static AssertionError failure(int tries, long seed, Property.Body body) {
        return catchThrowableOfType(AssertionError.class, () -> Property.check(tries, seed, body));
    }
}
