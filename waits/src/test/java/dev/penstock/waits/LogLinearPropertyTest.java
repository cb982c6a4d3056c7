package dev.penstock.waits;

import static dev.penstock.lab.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.property.Generator;
import dev.penstock.lab.property.Property;
import org.junit.jupiter.api.Test;

class LogLinearPropertyTest {
    private static final int LAST = LogLinear.bucketOf(Long.MAX_VALUE);
    private static final Generator<Long> DURATIONS = Durations.upTo(LogLinear.LIMIT_NANOS - 1);

    @Test
    void middleOfBucketIsWithinOnePercent() {
        Property.check(choices -> {
            long nanos = choices.draw("nanos", DURATIONS);

            double middle = LogLinear.middle(LogLinear.bucketOf(nanos));

            assertThat(Math.abs(middle - nanos)).isLessThanOrEqualTo(nanos * 0.01);
        });
    }

    @Test
    void durationLiesWithinBoundsOfItsBucket() {
        Property.check(choices -> {
            long nanos = choices.draw("nanos", DURATIONS);

            int bucket = LogLinear.bucketOf(nanos);

            assertThat(nanos).isGreaterThanOrEqualTo(LogLinear.lowest(bucket)).isLessThan(LogLinear.lowest(bucket + 1));
        });
    }

    @Test
    void longerDurationIsNeverInALowerBucket() {
        Property.check(choices -> {
            long one = choices.draw("one", DURATIONS);
            long other = choices.draw("other", DURATIONS);

            assertThat(LogLinear.bucketOf(Math.max(one, other)))
                    .isGreaterThanOrEqualTo(LogLinear.bucketOf(Math.min(one, other)));
        });
    }

    @Test
    void durationsBeyondTheLimitShareTheLastBucket() {
        Property.check(choices -> {
            long nanos = choices.draw("nanos", longs(1L << 44, Long.MAX_VALUE));

            assertThat(LogLinear.bucketOf(nanos)).isEqualTo(LAST);
            assertThat(LogLinear.page(LAST)).isEqualTo(LogLinear.PAGES - 1);
        });
    }

    @Test
    void negativeDurationCountsAsZero() {
        Property.check(choices -> {
            long nanos = choices.draw("nanos", longs(Long.MIN_VALUE, 0));

            assertThat(LogLinear.bucketOf(nanos)).isZero();
        });
    }

    @Test
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
}
