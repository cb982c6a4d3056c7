package dev.penstock.discovery;

import static dev.penstock.lab.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.lab.property.Choices;
import dev.penstock.lab.property.Property;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RefreshSchedulePropertyTest {
    private static final RefreshPolicy POLICY = RefreshPolicy.defaults();
    private static final DiscoveryFailure FAILURE = new DiscoveryFailure(Kind.TIMEOUT, "silent");

    private static RefreshSchedule schedule(Choices choices) {
        return new RefreshSchedule(POLICY, new Random(choices.draw("seed of the schedule", longs())));
    }

    @Test
    void ordinaryTtlIsRenewedBeforeItExpires() {
        Property.check(choices -> {
            long ttl = choices.draw("ttl", longs(2, 300));

            Duration wait = schedule(choices).next(success(ttl));

            assertThat(wait).isBetween(Duration.ofMillis(ttl * 800), Duration.ofMillis(ttl * 950));
        });
    }

    @Test
    void extremeTtlIsKeptWithinTheBounds() {
        Property.check(choices -> {
            long ttl = choices.draw("ttl", longs(0, Integer.MAX_VALUE));

            Duration wait = schedule(choices).next(success(ttl));

            assertThat(wait).isBetween(POLICY.minTtl(), POLICY.maxTtl());
        });
    }

    @Test
    void eachFailureDoublesTheWaitUpToTheLongest() {
        Property.check(choices -> {
            RefreshSchedule schedule = schedule(choices);
            for (int i = 0; i < 100; i++) {
                Duration full = Duration.ofSeconds(Math.min(30, 1L << Math.min(i, 10)));
                assertThat(schedule.next(new Outcome.Failure(FAILURE))).isBetween(full.dividedBy(2), full);
            }
            Duration wait = schedule.next(success(100));
            assertThat(wait).isGreaterThan(Duration.ofSeconds(79));
            assertThat(schedule.next(new Outcome.Failure(FAILURE))).isLessThanOrEqualTo(Duration.ofSeconds(1));
        });
    }

    @Test
    void partialAnswerIsRefreshedWithinASecond() {
        FinderResult part = new FinderResult(
                DiscoveryFixture.found(Duration.ofSeconds(200), DiscoveryFixture.backend(1))
                        .backends(),
                Duration.ofSeconds(200),
                "test",
                true,
                Optional.of(FAILURE));

        Property.check(choices -> assertThat(schedule(choices).next(new Outcome.Success(part)))
                .isLessThanOrEqualTo(Duration.ofSeconds(1)));
    }

    @Test
    void earlyRefreshKeepsTheFloorFromTheLastBegin() {
        RefreshSchedule schedule = new RefreshSchedule(POLICY, new Random(1));

        assertThat(schedule.early(Duration.ofMillis(300))).isEqualTo(Duration.ofMillis(700));
        assertThat(schedule.early(Duration.ofSeconds(3))).isZero();
    }

    private static Outcome success(long ttl) {
        return new Outcome.Success(DiscoveryFixture.found(Duration.ofSeconds(ttl), DiscoveryFixture.backend(1)));
    }
}
