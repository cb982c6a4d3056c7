package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

class DistributionPropertyTest {
    @Property
    void aPercentileIsWithinOnePercentOfTheSortedListsEntry(
            @ForAll("samples") List<Long> sample, @ForAll @DoubleRange(min = 0, max = 1) double share) {
        EventStats stats = stats(sample);
        if (sample.isEmpty()) {
            assertThat(stats.percentileNanos(share)).isZero();
            return;
        }
        List<Long> sorted = sample.stream().sorted().toList();
        int rank = Math.max(1, (int) Math.ceil(share * sorted.size()));
        double exact = sorted.get(rank - 1);

        assertThat((double) stats.distribution().percentileNanos(share)).isCloseTo(exact, within(exact * 0.01));
        assertThat((double) stats.percentileNanos(share)).isCloseTo(exact, within(exact * 0.01));
        assertThat(stats.percentileNanos(share)).isLessThanOrEqualTo(stats.maxNanos());
    }

    @Property
    void aLargerShareNeverHasAShorterPercentile(
            @ForAll("samples") List<Long> sample,
            @ForAll @DoubleRange(min = 0, max = 1) double one,
            @ForAll @DoubleRange(min = 0, max = 1) double other) {
        Distribution distribution = stats(sample).distribution();

        assertThat(distribution.percentileNanos(Math.max(one, other)))
                .isGreaterThanOrEqualTo(distribution.percentileNanos(Math.min(one, other)));
    }

    @Property
    void theSumOfTwoIsWhatBothRecorded(@ForAll("samples") List<Long> one, @ForAll("samples") List<Long> other) {
        List<Long> both = new ArrayList<>(one);
        both.addAll(other);

        assertSame(stats(one).plus(stats(other)), stats(both));
        assertSame(stats(other).plus(stats(one)), stats(both));
    }

    @Property
    void theDifferenceFromAnEarlierOneIsWhatCameSince(
            @ForAll("samples") List<Long> earlier, @ForAll("samples") List<Long> since) {
        EventStats later = stats(earlier).plus(stats(since));

        EventStats difference = later.minus(stats(earlier));

        assertThat(difference.total()).isEqualTo(since.size());
        assertThat(difference.totalNanos()).isEqualTo(stats(since).totalNanos());
        assertThat(buckets(difference.distribution()))
                .isEqualTo(buckets(stats(since).distribution()));
        assertThat(difference.maxNanos()).isLessThanOrEqualTo(later.maxNanos());
        assertThat((double) difference.maxNanos())
                .isCloseTo(stats(since).maxNanos(), within(stats(since).maxNanos() * 0.01));
    }

    @Property
    void everySharePastTheEndsIsRefused(@ForAll double share) {
        if (!(share >= 0 && share <= 1)) {
            assertThatThrownBy(() -> Distribution.EMPTY.percentileNanos(share))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not between 0 and 1");
        }
    }

    @Example
    void notANumberIsRefused() {
        assertThatThrownBy(() -> Distribution.EMPTY.percentileNanos(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<List<Long>> samples() {
        return Durations.upTo(LogLinear.LIMIT_NANOS - 1).list().ofMaxSize(60);
    }

    private static EventStats stats(List<Long> durations) {
        WaitMeters meters = new WaitMeters();
        durations.forEach(nanos -> meters.meter(WaitEvent.DNS_QUERY).record(nanos));
        EventTally tally = new EventTally();
        meters.meter(WaitEvent.DNS_QUERY).addTo(tally);
        return tally.stats();
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
