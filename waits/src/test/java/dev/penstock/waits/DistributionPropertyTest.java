package dev.penstock.waits;

import static dev.penstock.lab.property.Generators.doubles;
import static dev.penstock.lab.property.Generators.ints;
import static dev.penstock.lab.property.Generators.oneOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.lab.property.Generator;
import dev.penstock.lab.property.Property;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DistributionPropertyTest {
    private static final Generator<List<Long>> SAMPLES =
            Durations.upTo(LogLinear.LIMIT_NANOS - 1).list(0, 60);

    /** Whole percents meet the ranks of a sample exactly; other shares fall between them. */
    private static final Generator<Double> SHARES = oneOf(ints(0, 100).map(percent -> percent / 100.0), doubles(0, 1));

    @Test
    void percentileIsWithinOnePercentOfSortedList() {
        Property.check(choices -> {
            List<Long> sample = choices.draw("sample", SAMPLES);
            double share = choices.draw("share", SHARES);
            assertPercentile(stats(sample), sample.stream().sorted().toList(), share);
        });
    }

    private static void assertPercentile(EventStats stats, List<Long> sorted, double share) {
        if (sorted.isEmpty()) {
            assertThat(stats.percentileNanos(share)).isZero();
            return;
        }
        int rank = Math.max(1, (int) Math.ceil(share * sorted.size()));
        double exact = sorted.get(rank - 1);

        assertThat((double) stats.distribution().percentileNanos(share)).isCloseTo(exact, within(exact * 0.01));
        assertThat((double) stats.percentileNanos(share)).isCloseTo(exact, within(exact * 0.01));
        assertThat(stats.percentileNanos(share)).isLessThanOrEqualTo(stats.maxNanos());
    }

    @Test
    void largerShareNeverHasAShorterPercentile() {
        Property.check(choices -> {
            Distribution distribution = stats(choices.draw("sample", SAMPLES)).distribution();
            double one = choices.draw("one", SHARES);
            double other = choices.draw("other", SHARES);

            assertThat(distribution.percentileNanos(Math.max(one, other)))
                    .isGreaterThanOrEqualTo(distribution.percentileNanos(Math.min(one, other)));
        });
    }

    @Test
    void sumHoldsTheRecordsOfBoth() {
        Property.check(choices -> {
            List<Long> one = choices.draw("one", SAMPLES);
            List<Long> other = choices.draw("other", SAMPLES);
            List<Long> both = new ArrayList<>(one);
            both.addAll(other);

            assertSame(stats(one).plus(stats(other)), stats(both));
            assertSame(stats(other).plus(stats(one)), stats(both));
        });
    }

    @Test
    void differenceHoldsOnlyLaterRecords() {
        Property.check(choices -> {
            List<Long> earlier = choices.draw("earlier", SAMPLES);
            List<Long> since = choices.draw("since", SAMPLES);
            EventStats later = stats(earlier).plus(stats(since));

            EventStats difference = later.minus(stats(earlier));

            assertThat(difference.total()).isEqualTo(since.size());
            assertThat(difference.totalNanos()).isEqualTo(stats(since).totalNanos());
            assertThat(buckets(difference.distribution()))
                    .isEqualTo(buckets(stats(since).distribution()));
            assertThat(difference.maxNanos()).isLessThanOrEqualTo(later.maxNanos());
            assertThat((double) difference.maxNanos())
                    .isCloseTo(stats(since).maxNanos(), within(stats(since).maxNanos() * 0.01));
        });
    }

    @Test
    void shareBeyondZeroAndOneIsRefused() {
        Property.check(choices -> {
            double share = choices.draw("share", doubles());
            if (!(share >= 0 && share <= 1)) {
                assertThatThrownBy(() -> Distribution.EMPTY.percentileNanos(share))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("is not between 0 and 1");
            }
        });
    }

    @Test
    void shareThatIsNotANumberIsRefused() {
        assertThatThrownBy(() -> Distribution.EMPTY.percentileNanos(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static EventStats stats(List<Long> durations) {
        WaitMeters meters = new WaitMeters();
        durations.forEach(nanos -> meters.meter(WaitEvent.DNS_QUERY).record(nanos));
        EventStatsBuilder builder = new EventStatsBuilder();
        meters.meter(WaitEvent.DNS_QUERY).addTo(builder, 0, true);
        return builder.build();
    }

    private static Map<Integer, Long> buckets(Distribution distribution) {
        Map<Integer, Long> buckets = new LinkedHashMap<>();
        distribution.forEach(buckets::put);
        return buckets;
    }

    private static void assertSame(EventStats one, EventStats other) {
        assertThat(one.total()).isEqualTo(other.total());
        assertThat(one.totalNanos()).isEqualTo(other.totalNanos());
        assertThat(one.maxNanos()).isEqualTo(other.maxNanos());
        assertThat(one.distribution().total()).isEqualTo(other.total());
        assertThat(buckets(one.distribution())).isEqualTo(buckets(other.distribution()));
    }
}
