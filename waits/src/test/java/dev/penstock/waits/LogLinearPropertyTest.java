package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class LogLinearPropertyTest {
    private static final int LAST = LogLinear.bucketOf(Long.MAX_VALUE);

    @Property
    void theMiddleOfItsBucketIsWithinOnePercentOfAValue(@ForAll("durations") long nanos) {
        double middle = LogLinear.middle(LogLinear.bucketOf(nanos));

        assertThat(Math.abs(middle - nanos)).isLessThanOrEqualTo(nanos * 0.01);
    }

    @Property
    void aValueLiesBetweenTheBoundsOfItsBucket(@ForAll("durations") long nanos) {
        int bucket = LogLinear.bucketOf(nanos);

        assertThat(nanos).isGreaterThanOrEqualTo(LogLinear.lowest(bucket)).isLessThan(LogLinear.lowest(bucket + 1));
    }

    @Property
    void aLongerDurationIsNeverInALowerBucket(@ForAll("durations") long one, @ForAll("durations") long other) {
        assertThat(LogLinear.bucketOf(Math.max(one, other)))
                .isGreaterThanOrEqualTo(LogLinear.bucketOf(Math.min(one, other)));
    }

    @Property
    void whatIsBeyondTheLimitSharesTheLastBucket(@ForAll @LongRange(min = 1L << 44, max = Long.MAX_VALUE) long nanos) {
        assertThat(LogLinear.bucketOf(nanos)).isEqualTo(LAST);
        assertThat(LogLinear.page(LAST)).isEqualTo(LogLinear.PAGES - 1);
    }

    @Property
    void aNegativeDurationCountsAsZero(@ForAll @LongRange(min = Long.MIN_VALUE, max = 0) long nanos) {
        assertThat(LogLinear.bucketOf(nanos)).isZero();
    }

    @Example
    void bucketsFollowOneAnotherWithoutGapOrOverlap() {
        assertThat(LogLinear.lowest(0)).isZero();
        for (int bucket = 0; bucket <= LAST; bucket++) {
            long first = LogLinear.lowest(bucket);
            long last = LogLinear.lowest(bucket + 1) - 1;
            assertThat(last).isGreaterThanOrEqualTo(first);
            assertThat(LogLinear.bucketOf(first)).isEqualTo(bucket);
            assertThat(LogLinear.bucketOf(last)).isEqualTo(bucket);
            assertThat(LogLinear.bucket(LogLinear.page(bucket), LogLinear.cell(bucket)))
                    .isEqualTo(bucket);
        }
        assertThat(LogLinear.lowest(LAST + 1)).isEqualTo(LogLinear.LIMIT_NANOS);
    }

    @Provide
    Arbitrary<Long> durations() {
        return Durations.upTo(LogLinear.LIMIT_NANOS - 1);
    }
}
