package dev.penstock.backends.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.Balance;
import dev.penstock.backends.Role;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.TargetServerType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** When a connection that is in use is replaced to find a primary. */
class BackendRoleTest {
    private static final long BEAT = Duration.ofMillis(500).toNanos();
    private static final long PAUSE = BEAT / 2;
    private static final int BEATS_AN_HOUR = 7_200;

    private final AtomicBoolean awaited = new AtomicBoolean();
    private final RoleWatch watch =
            new RoleWatch(new RoutingPolicy(TargetServerType.PREFER_PRIMARY, Balance.UNIFORM), target -> awaited.get());
    private final BackendRole role = new BackendRole();
    private long now = Duration.ofDays(3).toNanos();

    BackendRoleTest() {
        role.setWatch(watch);
        watch.setPrimaryMissing(true);
    }

    private int replacements(int beats) {
        int replacements = 0;
        for (int i = 0; i < beats; i++) {
            now += BEAT;
            replacements += role.tryPermitReplacement(now, PAUSE) ? 1 : 0;
        }
        return replacements;
    }

    @Test
    void whereThereMayBeNoPrimaryAnywhereConnectionsAreReplacedEverMoreSeldom() {
        assertThat(replacements(2)).as("at once, and at the next beat").isEqualTo(2);
        int anHour = replacements(BEATS_AN_HOUR);
        assertThat(anHour).isBetween(BEATS_AN_HOUR / 40, BEATS_AN_HOUR / 30);
    }

    @Test
    void whileClaimsWaitForAPrimaryEachBeatIsTaken() {
        replacements(BEATS_AN_HOUR);
        awaited.set(true);
        assertThat(replacements(10)).isEqualTo(10);
    }

    @Test
    void aPrimaryThatGoesLaterIsLookedForAtOnceAgain() {
        replacements(BEATS_AN_HOUR);
        watch.setPrimaryMissing(false);
        assertThat(replacements(BEATS_AN_HOUR)).isZero();
        watch.setPrimaryMissing(true);
        assertThat(replacements(2)).isEqualTo(2);
    }

    @Test
    void aPrimaryIsNotAskedForAnother() {
        role.observe(new RoleReading(true, "db", 1), now, now);
        assertThat(replacements(10)).isZero();
    }

    @Test
    void whetherClaimsMayGoThereFollowsFromWhatTheTableHasItForAndWhoWaits() {
        BackendRole secondary = new BackendRole();
        int reading = TargetServerType.SECONDARY.bit() | TargetServerType.ANY.bit();
        secondary.setEligibility(new RoutingEligibility(Role.SECONDARY, 0, reading));
        assertThat(secondary.demand(0)).isEqualTo(BackendRole.Demand.WANTED);
        assertThat(secondary.demand(TargetServerType.PRIMARY.bit())).isEqualTo(BackendRole.Demand.WANTED);
        assertThat(secondary.demand(TargetServerType.SECONDARY.bit())).isEqualTo(BackendRole.Demand.AWAITED);
        secondary.setEligibility(new RoutingEligibility(Role.SECONDARY, 0, 0));
        assertThat(secondary.demand(TargetServerType.SECONDARY.bit())).isEqualTo(BackendRole.Demand.UNWANTED);
    }
}
