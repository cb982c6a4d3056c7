package dev.penstock.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RebalancerPropertyTest {
    @Provide
    Arbitrary<List<Rebalancer.Demand>> demands() {
        return Combinators.combine(
                        Arbitraries.of(true, false), Arbitraries.integers().between(0, 20))
                .as((growing, kept) -> new Rebalancer.Demand(growing, growing ? 0 : kept))
                .list()
                .ofMaxSize(50);
    }

    private static int kept(List<Rebalancer.Demand> demands) {
        return demands.stream().mapToInt(Rebalancer.Demand::kept).sum();
    }

    @Property
    void allTogetherGetNoMoreThanTheTotalUnlessMoreAreKept(
            @ForAll("demands") List<Rebalancer.Demand> demands, @ForAll @IntRange(max = 500) int total) {
        int sum = Rebalancer.wanted(demands, total).stream()
                .mapToInt(Integer::intValue)
                .sum();
        assertThat(sum).isLessThanOrEqualTo(Math.max(total, kept(demands)));
        if (demands.stream().anyMatch(Rebalancer.Demand::growing)) {
            assertThat(sum).as("nothing is left over").isEqualTo(Math.max(total, kept(demands)));
        }
    }

    @Property
    void thoseThatGrowGetTheSameWithinOneTheFirstTheMore(
            @ForAll("demands") List<Rebalancer.Demand> demands, @ForAll @IntRange(max = 500) int total) {
        List<Integer> wanted = Rebalancer.wanted(demands, total);
        int previous = Integer.MAX_VALUE;
        int most = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < demands.size(); i++) {
            if (demands.get(i).growing()) {
                assertThat(wanted.get(i)).isBetween(0, previous);
                previous = wanted.get(i);
                most = Math.max(most, previous);
                least = Math.min(least, previous);
            }
        }
        assertThat(most - Math.min(least, most)).isLessThanOrEqualTo(1);
    }

    @Property
    void thoseThatDoNotGrowKeepWhatTheyKeep(
            @ForAll("demands") List<Rebalancer.Demand> demands, @ForAll @IntRange(max = 500) int total) {
        List<Integer> wanted = Rebalancer.wanted(demands, total);
        assertThat(wanted).hasSameSizeAs(demands);
        for (int i = 0; i < demands.size(); i++) {
            if (!demands.get(i).growing()) {
                assertThat(wanted.get(i)).isEqualTo(demands.get(i).kept());
            }
        }
    }
}
