package dev.penstock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.DiscoveryFailure.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class RefreshSchedulePropertyTest {
    private static final RefreshPolicy POLICY = RefreshPolicy.defaults();
    private static final DiscoveryFailure FAILURE = new DiscoveryFailure(Kind.TIMEOUT, "silent");

    @Property
    void aTtlBetweenFloorAndCeilingIsRenewedBeforeItExpires(
            @ForAll long seed, @ForAll @LongRange(min = 2, max = 300) long ttl) {
        Duration wait = new RefreshSchedule(POLICY, new Random(seed)).next(success(ttl));

        assertThat(wait).isBetween(Duration.ofMillis(ttl * 800), Duration.ofMillis(ttl * 950));
    }

    @Property
    void noTtlIsTooSmallOrTooLarge(@ForAll long seed, @ForAll @LongRange(min = 0, max = Integer.MAX_VALUE) long ttl) {
        Duration wait = new RefreshSchedule(POLICY, new Random(seed)).next(success(ttl));

        assertThat(wait).isBetween(POLICY.minTtl(), POLICY.maxTtl());
    }

    @Property
    void everyFailureDoublesTheWaitUpToTheLongest(@ForAll long seed) {
        RefreshSchedule schedule = new RefreshSchedule(POLICY, new Random(seed));
        for (int i = 0; i < 100; i++) {
            Duration full = Duration.ofSeconds(Math.min(30, 1L << Math.min(i, 10)));
            assertThat(schedule.next(new Outcome.Failure(FAILURE))).isBetween(full.dividedBy(2), full);
        }
        Duration wait = schedule.next(success(100));
        assertThat(wait).isGreaterThan(Duration.ofSeconds(79));
        assertThat(schedule.next(new Outcome.Failure(FAILURE))).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Property
    void anAnswerUsableInPartIsAskedForAgainSoon(@ForAll long seed) {
        FinderResult part = new FinderResult(
                DiscoveryFixture.found(Duration.ofSeconds(200), DiscoveryFixture.backend(1))
                        .backends(),
                Duration.ofSeconds(200),
                "test",
                true,
                Optional.of(FAILURE));

        assertThat(new RefreshSchedule(POLICY, new Random(seed)).next(new Outcome.Success(part)))
                .isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Example
    void anEarlyRefreshKeepsTheFloorFromTheLastBegin() {
        RefreshSchedule schedule = new RefreshSchedule(POLICY, new Random(1));

        assertThat(schedule.early(Duration.ofMillis(300))).isEqualTo(Duration.ofMillis(700));
        assertThat(schedule.early(Duration.ofSeconds(3))).isZero();
    }

    private static Outcome success(long ttl) {
        return new Outcome.Success(DiscoveryFixture.found(Duration.ofSeconds(ttl), DiscoveryFixture.backend(1)));
    }
}
